using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

public sealed class SituationTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly AccountSituation Active = new(Now.AddYears(-1), null, false, null, null, null);

    public static TheoryData<AccountFiche, string> Sentences => new()
    {
        { With(Active) with { Email = null }, "Compte actif · jamais connecté · aucun courriel" },
        { With(Active with { ActivatedAt = null }), "Compte jamais activé · jamais connecté · courriel non confirmé" },
        { With(Active with { LastSignInAt = Now.AddHours(-3) }, ContactState.Confirmed), "Compte actif · connecté aujourd’hui" },
        // 23:30 in Paris the evening before.
        { With(Active with { LastSignInAt = Now.AddHours(-12.5) }, ContactState.Confirmed), "Compte actif · dernière connexion hier" },
        { With(Active with { LastSignInAt = Now.AddDays(-2) }, ContactState.Confirmed), "Compte actif · dernière connexion il y a 2 jours" },
        { With(Active with { LastSignInAt = Now.AddDays(-31) }, ContactState.Confirmed), "Compte actif · dernière connexion le 01/08/2026" },
        { With(Active with { Blocked = true }, ContactState.Refused), "Compte bloqué · jamais connecté · courriel refusé par son serveur" },
        { With(Active with { Blocked = true, BlockedUntil = Now.AddDays(1) }, ContactState.Confirmed), "Compte bloqué jusqu’au 02/09/2026 · jamais connecté" },
        { With(Active with { DeletionDueAt = Now, FederatedWith = "ÉduConnect" }, ContactState.Confirmed), "Compte pré-supprimé · suppression prévue le 01/09/2026 · connexion par ÉduConnect · jamais connecté" },
    };

    [Theory, MemberData(nameof(Sentences), DisableDiscoveryEnumeration = true)]
    public void One_sentence_says_how_it_stands(AccountFiche fiche, string sentence) => Assert.Equal(sentence, Situation.Sentence(fiche, Now, Texts()));

    private static AccountFiche With(AccountSituation situation, ContactState email = ContactState.Unconfirmed) =>
        Fiches.Pupil with { Situation = situation, Email = new("a@example.org", email, ContactSource.File) };

    private static IStringLocalizer<AccountTexts> Texts() =>
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<AccountTexts>>();
}
