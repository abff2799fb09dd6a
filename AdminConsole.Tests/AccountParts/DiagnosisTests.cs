using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>Each reason in words, with the one thing that helps.</summary>
public sealed class DiagnosisTests : ControlTest
{
    private const string Address = "ancienne.adresse@example.org";

    private static readonly Relative Mother = new(Guid.NewGuid(), "Dedpt", "Anne", Civility.Madame, new("anne@example.org", ContactState.Unconfirmed, ContactSource.File), null);

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public void Nothing_known_is_nothing_said() => Assert.Empty(Of(Fiches.Pupil));

    [Fact]
    public void Whoever_signs_in_elsewhere_is_told_where_and_nothing_of_his_contacts()
    {
        var finding = Assert.Single(Of(Fiches.Pupil with { Email = null, Situation = new(null, null, false, null, null, "ÉduConnect") }));

        Assert.Contains("ÉduConnect", finding.Text, StringComparison.Ordinal);
        Assert.Equal(Remedy.None, finding.Remedy);
    }

    [Fact]
    public void A_block_says_who_why_and_until_when()
    {
        var until = new DateTimeOffset(2026, 9, 10, 22, 0, 0, TimeSpan.Zero);
        var finding = Assert.Single(Of(Fiches.Pupil with
        {
            Situation = new(Now, null, true, until, null, null) { BlockedReason = "Compte prêté", BlockedBy = new("Perrin", "Anne") },
        }));

        Assert.Equal(("Compte bloqué par PERRIN Anne jusqu’au 10/09/2026 inclus. Motif : Compte prêté", Remedy.Unblock), (finding.Text, finding.Remedy));
    }

    [Fact]
    public void A_delay_says_until_when()
    {
        var finding = Assert.Single(Of(Fiches.Pupil with { Situation = new(Now, null, false, null, null, null) { DelayedUntil = new(2026, 9, 1, 8, 7, 0, TimeSpan.Zero) } }));

        Assert.Contains("possible à 10:07", finding.Text, StringComparison.Ordinal);
        Assert.Equal(Remedy.LiftDelay, finding.Remedy);
    }

    [Theory]
    [InlineData(true, false, false, Function.LocalAdmin, Remedy.ToEmail)]
    [InlineData(false, true, true, Function.LocalAdmin, Remedy.ToMobile)]
    [InlineData(false, false, true, Function.LocalAdmin, Remedy.ToFamily)]
    [InlineData(false, false, false, Function.LocalAdmin, Remedy.ToProvisional)]
    [InlineData(false, false, false, Function.Support, Remedy.ToEmail)]
    public void Whoever_was_never_activated_is_reached_by_what_there_is(bool email, bool mobile, bool family, Function function, Remedy remedy)
    {
        var fiche = Fiches.Pupil with
        {
            Situation = new(null, null, false, null, null, null),
            Email = email ? Fiches.Pupil.Email : null,
            Mobile = mobile ? new("+33612345678", ContactState.Unconfirmed, ContactSource.File) : null,
            Parents = family ? [Mother] : [],
            Standing = new(function, null, Own: false),
        };

        Assert.All(Of(fiche), finding => Assert.Equal(remedy, finding.Remedy));
        Assert.Equal(email || mobile ? 1 : 2, Of(fiche).Count);
    }

    [Fact]
    public void What_the_server_answered_to_the_last_message_is_quoted_once()
    {
        var fiche = Fiches.Pupil with { Email = Fiches.Pupil.Email! with { State = ContactState.Refused } };
        var refused = Message(MessageState.Refused) with { LastAnswer = "550 5.1.1 <b>No such mailbox</b>" };

        var finding = Assert.Single(Of(fiche, refused));

        Assert.Equal($"Le dernier message, à {Address}, a été refusé par son serveur : « 550 5.1.1 <b>No such mailbox</b> »", finding.Text);
        Assert.Equal(Remedy.ToEmail, finding.Remedy);
        Assert.Equal("Le serveur de messagerie refuse ce courriel : il n’existe pas ou plus.", Assert.Single(Of(fiche)).Text);
        Assert.Equal(Remedy.ToMessages, Of(Fiches.Pupil, refused with { Recipient = "responsable@example.org" }).Single().Remedy);
    }

    [Fact]
    public void A_link_that_nobody_opened_is_told_while_it_works()
    {
        var waiting = Message(MessageState.Accepted) with { LinkExpiresAt = Now.AddMinutes(20) };

        var finding = Assert.Single(Of(Fiches.Pupil, waiting));

        Assert.Equal(("Un lien envoyé attend d’être ouvert ; il fonctionne jusqu’à 10:20.", Remedy.ToMessages), (finding.Text, finding.Remedy));
        Assert.Empty(Of(Fiches.Pupil, waiting with { LinkExpiresAt = Now }));
        Assert.Empty(Of(Fiches.Pupil, waiting with { OpenedAt = Now }));
    }

    private IReadOnlyList<Finding> Of(AccountFiche fiche, params Status[] messages) =>
        Diagnosis.Of(fiche, messages, Now, Services.GetRequiredService<IStringLocalizer<AccessCard>>());

    private Status Message(MessageState state) => new()
    {
        Id = Guid.NewGuid(), Kind = MessageKind.Reset, Channel = Channel.Mail, Recipient = Address, State = state, QueuedAt = Now, FinishedAt = Now, Attempts = 1,
        NextTryAt = Now, LastAnswer = null, LinkExpiresAt = null, OpenedAt = null, PasswordChangedAt = null, LinkEnded = null,
    };
}
