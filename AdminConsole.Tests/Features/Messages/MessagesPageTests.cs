using AdminConsole.AccountParts;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Messages;

public sealed class MessagesPageTests(TestDatabase database)
    : CardTest(database, also: services => services.AddSingleton(database.Get<DeliveryDesk>()).AddSingleton(database.Get<DeliveryStates>())), IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_central_administrator_sends_a_test_and_is_told_why_not()
    {
        SignIn(await Database.People.OperatorAsync(Function.CentralAdmin, []));
        var page = Render<MessagesPage>();
        page.WaitForElement(".acts button", Long);

        await page.Find(".acts button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("pas d’adresse", page.Find(".told").TextContent, StringComparison.Ordinal), Long);
        await page.FindAll(".acts button")[1].ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Aucun message", page.Find(".told").TextContent, StringComparison.Ordinal), Long);
    }

    [Fact]
    public async Task A_local_one_has_no_such_buttons()
    {
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [await Database.People.SchoolAsync()]));
        var page = Render<MessagesPage>();
        page.WaitForElement(".channels", Long);

        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task The_banner_says_what_does_not_go_and_since_when()
    {
        await Database.ExecuteAsOwnerAsync("UPDATE delivery_states SET failing_since = '2026-09-01 07:05:00Z' WHERE channel = 1");

        var banner = Render<DeliveryBanner>();

        banner.WaitForAssertion(() => Assert.Contains("Les courriels ne partent plus depuis 09:05", banner.Markup, StringComparison.Ordinal), Long);
    }
}
