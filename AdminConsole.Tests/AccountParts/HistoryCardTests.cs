using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

public sealed class HistoryCardTests : ControlTest
{
    [Fact]
    public void Every_action_of_the_journal_has_its_words()
    {
        foreach (var action in Enum.GetValues<AuditAction>())
        {
            var words = Card(Entry(action)).Find(".what").TextContent;
            Assert.DoesNotContain("Did", words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Who_how_verified_and_masked_values_are_told()
    {
        var entry = Entry(AuditAction.ContactChanged) with { By = new("Perrin", "Anne"), Author = HistoryAuthor.Operator, How = VerifiedHow.CallBack, Detail = "a…@a.fr → b…@b.fr" };

        var text = string.Join(' ', Card(entry).Find("li").TextContent.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal("Contact changé a…@a.fr → b…@b.fr PERRIN Anne · il y a 5 min · Rappel au numéro enregistré", text);
    }

    [Fact]
    public void Words_that_only_the_journal_knows_are_not_shown() =>
        Assert.DoesNotContain("Public", Card(Entry(AuditAction.PasswordChosen) with { Detail = "Public, Mail" }).Markup, StringComparison.Ordinal);

    [Fact]
    public void A_refusal_is_told_as_one_and_nobody_known_is_the_administration()
    {
        var card = Card(Entry(AuditAction.Blocked) with { Refusal = "HigherRank", Author = HistoryAuthor.Operator });

        Assert.Equal("refusé : compte d’une fonction égale ou supérieure", card.Find(".refused").TextContent);
        Assert.Equal("refusé", Card(Entry(AuditAction.SignInRefused) with { Refusal = "Refused" }).Find(".refused").TextContent);
        Assert.Contains("l’administration", card.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<HistoryCard> Card(HistoryEntry entry) => Render<HistoryCard>(with => with.Add(c => c.Entries, [entry]));

    private HistoryEntry Entry(AuditAction action) => new(1, Clock.GetUtcNow().AddMinutes(-5), action, HistoryAuthor.Person, null, null, null, null);
}
