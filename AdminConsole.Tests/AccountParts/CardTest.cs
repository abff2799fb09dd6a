using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Domain.Search;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using AdminConsole.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminConsole.AccountParts;

/// <summary>A part of a fiche on the real domain and a real database, with an operator in front of it.</summary>
public abstract class CardTest : BunitContext
{
    private readonly SignedInAs user = new();

    /// <param name="checksFrom">Where the caller checks are read, if not there too.</param>
    /// <param name="also">What a page needs besides.</param>
    protected CardTest(TestDatabase database, TestDatabase? checksFrom = null, Action<IServiceCollection>? also = null)
    {
        Database = database;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(database.Get<AccountAlias>());
        Services.AddSingleton(database.Get<AccountAccess>());
        Services.AddSingleton(database.Get<PasswordReset>());
        Services.AddSingleton(database.Get<SmsGateway>());
        Services.AddSingleton(database.Get<SecondApproval>());
        Services.AddSingleton((checksFrom ?? database).Get<CallerChecks>());
        Services.AddSingleton(database.Get<CallerCodes>());
        Services.AddSingleton(database.Get<ProvisionalPasswords>());
        Services.AddSingleton(database.Get<SecondFactorClearing>());
        Services.AddSingleton(database.Get<FactorProofs>());
        Services.AddSingleton(database.Get<BreakGlassUses>());
        Services.AddSingleton(database.Get<PendingApprovals>());
        Services.AddSingleton(database.Get<ApprovalDecisions>());
        Services.AddSingleton(database.Get<Signals>());
        Services.AddSingleton(database.Get<RecentFiches>());
        Services.AddSingleton(database.Get<FicheReader>());
        Services.AddSingleton(database.Get<FicheHistory>());
        Services.AddSingleton(database.Get<MessageStatuses>());
        Services.AddSingleton(database.Get<FicheViewers>());
        Services.AddSingleton(database.Get<AssistanceList>());
        Services.AddSingleton(database.Get<AdminConsole.Domain.Journal.VolumeAlarms>());
        Services.AddSingleton(database.Get<AssistanceSendOn>());
        Services.AddSingleton(database.Get<SchoolsToManage>());
        Services.AddSingleton(database.Get<AccountCreation>());
        Services.AddSingleton(database.Get<ManagedAccount>());
        Services.AddSingleton(database.Get<AccountIdentity>());
        Services.AddSingleton(database.Get<AccountPlaces>());
        Services.AddSingleton(database.Get<AccountFamily>());
        Services.AddSingleton(database.Get<AccountDeletion>());
        Services.AddSingleton(database.Get<FunctionGrants>());
        Services.AddSingleton(database.Get<FunctionList>());
        Services.AddSingleton(database.Get<AccountSearch>());
        Services.AddSingleton<AuthenticationStateProvider>(user);
        Services.AddSingleton<CurrentActor>();
        also?.Invoke(Services);
        AddBunitPersistentComponentState();
        SetRendererInfo(new("Server", true));
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestDatabase Database { get; }

    protected Actor Operator { get; private set; }

    protected Account Pupil { get; private set; } = null!;

    protected int Told { get; set; }

    protected async Task SetAsync(Function function = Function.LocalAdmin, Action<Account>? change = null)
    {
        var school = await Database.People.SchoolAsync();
        Operator = await Database.People.OperatorAsync(function, [school]);
        Pupil = await Database.People.AccountAsync("Petit", "Lou", [school], change);
        user.Actor = Operator;
    }

    /// <summary>Somebody else sits down in front of the same page.</summary>
    protected void SignIn(Actor actor) => user.Actor = Operator = actor;

    protected async Task<AccountFiche> FicheAsync() => (await Database.Get<FicheReader>().ReadAsync(Operator, Pupil.Id, Cancel))!;

    protected EventCallback Changed => EventCallback.Factory.Create(this, () => Told++);
}
