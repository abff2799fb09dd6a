using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

/// <summary>The cards of somebody who holds a function, where a second operator has to approve.</summary>
public sealed class ApprovalTests(ApprovingDatabase database) : CardTest(database), IClassFixture<ApprovingDatabase>
{
    [Fact]
    public async Task A_changed_contact_says_who_has_to_approve_asks_waits_and_is_then_sent_by_the_same_button()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var card = await CardAsync<ResetCard>(desk);
        await card.Find("#courriel").InputAsync(ApprovalDesk.New);
        await card.Find("input[value=InPerson]").ChangeAsync("InPerson");
        Says(card, "doit être approuvé par un administrateur local ou central");

        await card.Find("form").SubmitAsync();
        Assert.Contains("doit d’abord être approuvé", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        await Button(card, "Demander l’approbation").ClickAsync(new());
        Assert.Equal("Indiquez un motif, sur une ligne.", card.Find("#courriel-motif-erreur").TextContent.Trim());
        await card.Find("#courriel-motif").InputAsync("n'a plus son adresse");
        await Button(card, "Demander l’approbation").ClickAsync(new());
        Says(card, "elle peut être approuvée par un administrateur local ou central");
        Assert.Empty(card.FindAll("#courriel-motif"));

        // Told to the page as a change of the account, and by it to the card as a fiche that is read again.
        await desk.ApproveAsync(Assert.Single(await desk.WaitingAsync()).Id);
        await RereadAsync(card, desk);
        Says(card, "Approuvé par OPÉRATEUR LocalAdmin. Terminez par « Envoyer »");
        await card.Find("form").SubmitAsync();

        Assert.Contains("nouvelle@example.org est en file d’envoi", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal(ApprovalDesk.New, await desk.EmailAsync());
    }

    [Fact]
    public async Task Who_comes_back_to_the_fiche_finds_what_he_asked_for()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        await desk.ApprovedAsync();

        var card = await CardAsync<ResetCard>(desk);

        Says(card, "Approuvé par");
        Assert.Equal(ApprovalDesk.New, card.Find("#courriel").GetAttribute("value"));
        await card.Find("#courriel").InputAsync("autre@example.org");
        Says(card, "porte sur un autre contact : nouvelle@example.org");
        await card.Find("form").SubmitAsync();
        Assert.Equal(ApprovalDesk.Old, await desk.EmailAsync());
    }

    [Fact]
    public async Task A_refusal_is_shown_with_its_reason_and_nobody_to_ask_with_the_way_out()
    {
        var desk = await ApprovalDesk.SetAsync(database, Function.CentralAdmin);
        await desk.RefuseAsync(await desk.AskedAsync(), "ce n'est pas elle");
        var card = await CardAsync<ResetCard>(desk);
        await card.Find("#courriel").InputAsync(ApprovalDesk.New);
        Says(card, "Demande refusée par OPÉRATEUR CentralAdmin : ce n'est pas elle");

        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() WHERE id = '{desk.Approver.AccountId}'");
        await RereadAsync(card, desk);
        Says(card, "recover-operator");
        Assert.Empty(card.FindAll("#courriel-motif"));
    }

    [Fact]
    public async Task A_provisional_password_is_asked_for_and_shown_by_the_same_button()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var card = await CardAsync<ProvisionalCard>(desk);
        await Button(card, "Donner un mot de passe provisoire…").ClickAsync(new());
        await card.Find("input[value=InPerson]").ChangeAsync("InPerson");
        await card.Find("#provisoire-motif").InputAsync("a tout perdu");
        await Button(card, "Demander l’approbation").ClickAsync(new());
        Says(card, "elle peut être approuvée par un administrateur local ou central");

        await desk.ApproveAsync(Assert.Single(await desk.WaitingAsync()).Id);
        await RereadAsync(card, desk);
        Says(card, "Affichez-le avant");
        await Button(card, "Afficher le mot de passe provisoire").ClickAsync(new());

        Assert.NotEmpty(card.FindAll(".secret"));
    }

    private async Task<IRenderedComponent<TCard>> CardAsync<TCard>(ApprovalDesk desk) where TCard : Microsoft.AspNetCore.Components.IComponent
    {
        SignIn(desk.Asker);
        var fiche = await ReadAsync(desk);
        return Render<TCard>(with => with.TryAdd("Fiche", fiche));
    }

    private async Task RereadAsync<TCard>(IRenderedComponent<TCard> card, ApprovalDesk desk) where TCard : Microsoft.AspNetCore.Components.IComponent
    {
        var fiche = await ReadAsync(desk);
        card.Render(with => with.TryAdd("Fiche", fiche));
    }

    private async Task<AccountFiche> ReadAsync(ApprovalDesk desk) => (await Database.Get<FicheReader>().ReadAsync(Operator, desk.Target.Id, Cancel))!;

    /// <summary>Once the card has read what became of it.</summary>
    private static void Says<TCard>(IRenderedComponent<TCard> card, string text) where TCard : Microsoft.AspNetCore.Components.IComponent =>
        card.WaitForAssertion(() => Assert.Contains(text, card.Find(".approval").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));

    private static AngleSharp.Dom.IElement Button<TCard>(IRenderedComponent<TCard> card, string name) where TCard : Microsoft.AspNetCore.Components.IComponent =>
        card.FindAll("button").Single(b => b.TextContent == name);
}
