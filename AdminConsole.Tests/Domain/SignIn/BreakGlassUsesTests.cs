using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.SignIn;

/// <summary>A use of the one account that comes in past the provider is told to central administrators for a week.</summary>
public sealed class BreakGlassUsesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Central_administrators_hear_of_it_for_a_week()
    {
        var glass = await database.People.AccountAsync("Secours", "Admin", []);
        await database.People.GrantAsync(glass.Id, Function.CentralAdmin, null);
        await database.People.GivePasswordAsync(glass.Id, "Trois-poules-bleues-7");
        var central = await database.People.OperatorAsync(Function.CentralAdmin, []);
        var local = await database.People.OperatorAsync(Function.LocalAdmin, [await database.People.SchoolAsync()]);
        await using var services = database.BuildServices(null, ("OperatorSignIn:Local", "false"), ("OperatorSignIn:BreakGlass", glass.Login));
        var uses = services.GetRequiredService<BreakGlassUses>();
        Assert.Empty(await uses.LatestAsync(central, Cancel));

        Assert.Equal(SignInOutcome.SignedIn, (await services.GetRequiredService<AccountSignIn>().TryAsync(glass.Login, "Trois-poules-bleues-7", null, null, false, Cancel)).Outcome);

        Assert.Single(await uses.LatestAsync(central, Cancel));
        Assert.Empty(await uses.LatestAsync(local, Cancel));
        await database.ExecuteAsOwnerAsync("UPDATE audit_entries SET at = now() - interval '8 days' WHERE action = 'BreakGlassUsed'");
        Assert.Empty(await uses.LatestAsync(central, Cancel));
    }
}
