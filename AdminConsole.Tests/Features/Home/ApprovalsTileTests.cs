using AdminConsole.AccountParts;
using AdminConsole.Domain.Approvals;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Features.Home;

public sealed class ApprovalsTileTests(ApprovingDatabase database) : CardTest(database, also: services => HomePageTests.AddHome(services, database)), IClassFixture<ApprovingDatabase>
{
    [Fact]
    public async Task Who_may_approve_sees_how_much_waits()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        await desk.AskedAsync();
        SignIn(desk.Approver);

        var page = Render<HomePage>();
        page.WaitForElement("#tuile-approbations", TimeSpan.FromSeconds(10));

        Assert.Equal("/console/approbations", page.FindAll("ul a")[1].GetAttribute("href"));
        Assert.Equal("Une demande attend votre approbation", page.Find("#tuile-approbations").TextContent);
    }
}
