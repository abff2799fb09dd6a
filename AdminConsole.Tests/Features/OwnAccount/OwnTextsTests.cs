using System.Globalization;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.OwnAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.OwnAccount;

/// <summary>What is put together from parts: every action of the journal, every fault of a field, every device.</summary>
public sealed class OwnTextsTests
{
    private readonly IStringLocalizer<OwnTexts> texts = new ServiceCollection().AddLogging().AddLocalization()
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<OwnTexts>>();

    [Fact]
    public void Every_action_is_told_or_left_out_on_purpose() => Assert.Empty(Undecided(Enum.GetValues<AuditAction>()));

    [Fact]
    public void A_planted_action_is_found() => Assert.Equal([(AuditAction)999], Undecided([.. Enum.GetValues<AuditAction>(), (AuditAction)999]));

    [Fact]
    public void Every_told_action_has_a_sentence_for_the_person_and_for_the_school()
    {
        foreach (var action in ActivityTexts.Told)
        {
            foreach (var (bySchool, outcome) in new[] { (false, AuditOutcome.Done), (true, AuditOutcome.Done), (false, AuditOutcome.Refused) })
            {
                var entry = new OwnActivityEntry(default, action, outcome, bySchool, null, "a•••@e•••.org");
                Assert.DoesNotContain("Did.", ActivityTexts.Of(entry, texts), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Whoever_acted_for_the_school_is_not_named()
    {
        var entry = new OwnActivityEntry(default, AuditAction.ContactChanged, AuditOutcome.Done, true, null, "∅ → a•••@e•••.org");
        Assert.Equal("L’administration de votre établissement a changé vos coordonnées (∅ → a•••@e•••.org)", ActivityTexts.Of(entry, texts));
    }

    [Fact]
    public void Every_fault_of_an_address_and_of_a_number_has_a_sentence()
    {
        foreach (var fault in Enum.GetValues<AddressFault>()) Assert.False(texts[$"Address{fault}"].ResourceNotFound, $"{fault}");
        foreach (var fault in Enum.GetValues<MobileFault>()) Assert.False(texts[$"Mobile{fault}"].ResourceNotFound, $"{fault}");
    }

    [Fact]
    public void What_the_pages_of_links_put_together_exists()
    {
        string[] names =
        [
            .. from what in new[] { "ConfirmMail", "ConfirmSms" } from part in new[] { "Title", "Text", "Button" } select what + part,
            .. from what in new[] { "CancelMail", "CancelSms" } from part in new[] { "Title", "NotYet", "DoneAlready", "Button" } select what + part,
            .. from what in new[] { "ConfirmedMail", "ConfirmedSms", "RestoredMail", "RestoredSms", "Dropped", "ConfirmExpired", "CancelExpired", "ConfirmDead", "CancelDead", "LinkMalformed" }
               from part in new[] { "Title", "Text" } select what + part,
        ];
        Assert.All(names, name => Assert.False(texts[name].ResourceNotFound, name));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge sur Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome sur Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari sur iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome sur Linux")]
    [InlineData("curl/8.5.0 <script>", "Appareil inconnu")]
    [InlineData(null, "Appareil inconnu")]
    public void A_browser_is_named_plainly(string? userAgent, string shown) => Assert.Equal(shown, Device.Of(userAgent, texts));

    [Fact]
    public void A_wait_is_told_in_seconds_and_then_in_minutes()
    {
        Assert.Equal("Non. Réessayez dans 30 secondes.", Delay.Then("Non.", texts, TimeSpan.FromSeconds(29.4)));
        Assert.Equal("Non. Réessayez dans 15 minutes.", Delay.Then("Non.", texts, TimeSpan.FromMinutes(15)));
        Assert.Equal("Non.", Delay.Then("Non.", texts, TimeSpan.Zero));
        Assert.Equal("fr", CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
    }

    private static IEnumerable<AuditAction> Undecided(IEnumerable<AuditAction> actions) => actions.Where(a => !ActivityTexts.Told.Contains(a) && !ActivityTexts.LeftOut.Contains(a));
}
