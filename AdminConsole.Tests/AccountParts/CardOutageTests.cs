using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

/// <summary>A database that is away for a moment, while a card asks how the caller can be verified.</summary>
public sealed class CardOutageTests(TestDatabase database)
    : CardTest(database, TestDatabase.At("Host=127.0.0.1;Port=1;Username=nobody;Database=none", "")), IClassFixture<TestDatabase>
{
    private const string Away = "Le serveur n’a pas répondu";

    [Fact]
    public async Task While_an_address_is_typed_it_is_told_and_what_was_typed_can_be_sent_later()
    {
        await SetAsync(Function.Support, a => a.Email = "ancienne@example.org");
        var fiche = await FicheAsync();
        var card = Render<ResetCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Changed, Changed));

        await card.Find("#courriel").InputAsync("nouvelle@example.org");
        Assert.Contains(Away, card.Find(".outcome").TextContent, StringComparison.Ordinal);
        await card.Find("form").SubmitAsync();

        Assert.Contains(Away, card.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal("ancienne@example.org", (await Database.People.ReadAsync(Pupil.Id)).Email);
        Assert.False(card.Find("button[type=submit]").HasAttribute("aria-disabled"));
    }

    [Fact]
    public async Task When_a_provisional_password_is_wanted_it_is_told()
    {
        await SetAsync();
        var fiche = await FicheAsync();
        var card = Render<ProvisionalCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Changed, Changed));

        await card.Find("button").ClickAsync(new());

        Assert.Contains(Away, card.Find(".outcome").TextContent, StringComparison.Ordinal);
    }
}
