using AdminConsole.Domain.Model;

namespace AdminConsole.Architecture;

public sealed class FolderRulesTests
{
    [Theory]
    [InlineData(typeof(AdminDb))]
    [InlineData(typeof(Shell.App))]
    public void Every_folder_uses_only_what_it_may(Type inAssembly)
    {
        var uses = TypeUses.Of(inAssembly.Assembly.Location);

        Assert.True(uses.Count > 100, "The scan read next to nothing: is it the right assembly?");
        Assert.Empty(uses.Where(use => !FolderRules.Allow(use.User, use.Used)).Select(use => $"{use.User} uses {use.Used}"));
    }

    [Theory]
    [InlineData("AdminConsole.Domain.Model.Account", "AdminConsole.Domain.Search.AccountSearch")]
    [InlineData("AdminConsole.Domain.Fiche.FicheReader", "AdminConsole.Domain.Search.AccountSearch")]
    [InlineData("AdminConsole.Domain.Delivery.OutboxWorker", "AdminConsole.Domain.Recovery.ResetMail")]
    [InlineData("AdminConsole.Domain.Search.AccountSearch", "Microsoft.AspNetCore.Http.HttpContext")]
    [InlineData("AdminConsole.Domain.Search.AccountSearch", "Microsoft.AspNetCore.Components.ComponentBase")]
    [InlineData("AdminConsole.Controls.SearchBox", "AdminConsole.Domain.Model.Account")]
    [InlineData("AdminConsole.Shell.MainLayout", "AdminConsole.Domain.Recovery.PasswordReset")]
    [InlineData("AdminConsole.Features.Fiche.FichePage", "AdminConsole.Features.Search.SearchPage")]
    [InlineData("AdminConsole.AccountParts.ResetCard", "AdminConsole.Features.Fiche.FichePage")]
    [InlineData("AdminConsole.Features.Fiche.FichePage", "AdminConsole.Development.DemoData")]
    [InlineData("AdminConsole.Features.Fiche.FichePage", "Microsoft.EntityFrameworkCore.DbContext")]
    public void A_planted_breach_is_found(string user, string used) => Assert.False(FolderRules.Allow(user, used));

    [Theory]
    [InlineData("AdminConsole.Domain.Search.AccountSearch", "AdminConsole.Domain.Model.AdminDb")]
    [InlineData("AdminConsole.Features.Search.SearchPage", "AdminConsole.Domain.Search.AccountSearch")]
    [InlineData("AdminConsole.Features.Search.SearchPage", "AdminConsole.Controls.SearchBox")]
    [InlineData("AdminConsole.Shell.MainLayout", "AdminConsole.Domain.SignIn.Sessions")]
    [InlineData("AdminConsole.Domain.DomainServices", "AdminConsole.Domain.Search.AccountSearch")]
    public void What_the_table_allows_passes(string user, string used) => Assert.True(FolderRules.Allow(user, used));

    [Fact]
    public void The_scan_sees_into_method_bodies()
    {
        var uses = TypeUses.Of(typeof(FolderRulesTests).Assembly.Location);

        Assert.Contains((typeof(PlantedUser).FullName!, typeof(PlantedUsed).FullName!), uses);
    }

    private static class OnlyInABody
    {
        public static object Make() => PlantedUser.Make();
    }

    [Fact]
    public void A_planted_user_uses_what_it_uses() => Assert.IsType<List<PlantedUsed>>(OnlyInABody.Make());
}

internal static class PlantedUser
{
    public static object Make() => new List<PlantedUsed>();
}

internal sealed class PlantedUsed;
