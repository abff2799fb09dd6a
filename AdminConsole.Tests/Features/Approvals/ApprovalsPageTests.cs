using AdminConsole.AccountParts;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;

namespace AdminConsole.Features.Approvals;

public sealed class ApprovalsPageTests(ApprovingDatabase database) : CardTest(database), IClassFixture<ApprovingDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_request_is_shown_with_all_there_is_to_know_and_approved_once()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        SignIn(desk.Approver);
        var page = Render<ApprovalsPage>();
        page.WaitForElement("article", Long);

        var sheet = page.Find("article");
        Assert.Equal("PERRIN Maud", sheet.QuerySelector("h3")!.TextContent);
        foreach (var told in (string[])["Agent d'assistance", desk.School.Name, ApprovalDesk.Old, ApprovalDesk.New, "OPÉRATEUR LocalAdmin", "En personne", "n'a plus son adresse"])
            Assert.Contains(told, sheet.TextContent, StringComparison.Ordinal);
        await page.FindAll("button").Single(b => b.TextContent.StartsWith("Approuver", StringComparison.Ordinal)).ClickAsync(new());

        Assert.Contains("Demande approuvée pour PERRIN Maud", page.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article"));
        Assert.Equal(ApprovalState.Approved, (await desk.RequestAsync(id)).State);
    }

    [Fact]
    public async Task A_refusal_without_a_reason_is_told_at_its_field()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        SignIn(desk.Approver);
        var page = Render<ApprovalsPage>();
        page.WaitForElement("article", Long);
        await Refuse(page).ClickAsync(new());

        Assert.Equal("Pour refuser, indiquez un motif, sur une ligne.", page.Find(".error").TextContent.Trim());
        await page.Find("input").InputAsync("<b>pas elle</b>");
        await Refuse(page).ClickAsync(new());
        Assert.Equal("<b>pas elle</b>", (await desk.RequestAsync(id)).DecisionReason);

        SignIn(desk.Asker);
        var own = Render<ApprovalsPage>();
        own.WaitForElement(".own", Long);
        Assert.Contains("refusée : <b>pas elle</b>", own.Find(".own").TextContent, StringComparison.Ordinal);
        Assert.Empty(own.FindAll("article"));
    }

    [Fact]
    public async Task A_request_that_somebody_else_decided_is_said_to_be_gone()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        SignIn(desk.Approver);
        var page = Render<ApprovalsPage>();
        page.WaitForElement("article", Long);
        await desk.RefuseAsync(id, "pas elle", await database.People.OperatorAsync(Function.CentralAdmin, [desk.School]));
        await page.FindAll("button")[0].ClickAsync(new());

        Assert.Contains("n’attend plus", page.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article"));
    }

    [Fact]
    public async Task The_menu_counts_what_waits_for_who_may_approve_and_hears_of_more()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var signals = database.Get<Signals>();
        await signals.StartAsync(Cancel);
        await signals.Listening;
        SignIn(desk.Approver);
        var menu = Render<WaitingApprovals>();
        Assert.Empty(menu.FindAll(".count"));

        await desk.AskedAsync();
        menu.WaitForAssertion(() => Assert.Equal("1", menu.Find(".count [aria-hidden]").TextContent), Long);

        SignIn(await database.People.OperatorAsync(Function.Support, [desk.School]));
        Assert.Empty(Render<WaitingApprovals>().Markup.Trim());
        await signals.StopAsync(CancellationToken.None);
    }

    private static AngleSharp.Dom.IElement Refuse(IRenderedComponent<ApprovalsPage> page) =>
        page.FindAll("button").Single(b => b.TextContent.StartsWith("Refuser", StringComparison.Ordinal));
}
