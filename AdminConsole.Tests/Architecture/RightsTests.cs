using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Architecture;

/// <summary>docs/rights.md says what is true: asked of the gate and tried by every operation.</summary>
public sealed class RightsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string Text = SourceTree.Read("docs/rights.md");
    private static readonly RightsPage Page = RightsPage.Parse(Text);

    /// <summary>Every operation, tried as its page would.</summary>
    private readonly Dictionary<string, Func<Actor, Account, Task<string>>> tries = Tries(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each function before each kind of account; a rank beside a lower or a higher one is each that there is.</summary>
    public static TheoryData<Function, Whom, Function?> Meetings()
    {
        var meetings = new TheoryData<Function, Whom, Function?>();
        foreach (var function in Enum.GetValues<Function>())
        {
            foreach (var whom in (Whom[])[Whom.Nobody, Whom.Own, Whom.OutOfScope]) meetings.Add(function, whom, null);
            foreach (var rank in Enum.GetValues<Function>()) meetings.Add(function, rank < function ? Whom.Lower : rank > function ? Whom.Higher : Whom.Same, rank);
        }
        return meetings;
    }

    [Fact]
    public void The_page_names_every_act_and_every_operation()
    {
        Assert.Empty(Page.Missing(typeof(AdminDb).Assembly.GetTypes()));
        Assert.Equal(Page.Operations.Keys.Order(), tries.Keys.Order());
    }

    [Fact]
    public void What_the_page_left_out_is_found()
    {
        var shorter = RightsPage.Parse(string.Join('\n', Text.Split('\n').Where(line => !line.StartsWith("| Block | ADML |", StringComparison.Ordinal))));

        Assert.Equal(["Block by LocalAdmin has no row"], shorter.Missing([]));
        Assert.Contains("PlantedOperation.Rename is not among the operations", Page.Missing([typeof(PlantedOperation)]));
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Gate_and_operations_answer_as_the_page_says(Function function, Whom whom, Function? rank)
    {
        var (actor, account) = await MeetAsync(function, whom, rank);

        await using var db = database.Open();
        foreach (var act in Enum.GetValues<Act>())
            Assert.Equal((act, Page.Cells[(act, function, whom)]), (act, await Gate.AskAsync(db, actor, account.Id, act, Cancel)));
        foreach (var (name, acts) in Page.Operations)
        {
            var answered = await tries[name](actor, account);
            // What is allowed may still come to nothing, for a reason of its own.
            var answer = Enum.TryParse<GateAnswer>(answered, out var refused) ? refused : GateAnswer.Allowed;
            Assert.All(acts, act => Assert.Equal((name, act, Page.Cells[(act, function, whom)]), (name, act, answer)));
        }
    }

    /// <summary>An operator of one school, and an account that stands towards him as asked, with an address and a responsable.</summary>
    private async Task<(Actor Actor, Account Account)> MeetAsync(Function function, Whom whom, Function? rank)
    {
        var people = database.People;
        var (school, elsewhere) = (await people.SchoolAsync(), await people.SchoolAsync());
        var actor = await people.OperatorAsync(function, [school]);
        if (whom is Whom.Own) return (actor, await people.ReadAsync(actor.AccountId));
        var account = await people.AccountAsync("Cible", "Lou", [whom is Whom.OutOfScope ? elsewhere : school], a => a.Email = "lou.cible@example.org");
        var parent = await people.AccountAsync("Cible", "Ana", [school], a => a.Email = "ana.cible@example.org");
        // Anywhere: a rank does not depend on the schools that are in scope.
        if (rank is { } higher) await people.GrantAsync(account.Id, higher, elsewhere.Id);
        await using var db = database.Open();
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = account.Id });
        await db.SaveChangesAsync(Cancel);
        return (actor, account);
    }

    private static Dictionary<string, Func<Actor, Account, Task<string>>> Tries(TestDatabase database)
    {
        var (resets, codes, checks) = (database.Get<PasswordReset>(), database.Get<CallerCodes>(), database.Get<CallerChecks>());
        var (provisionals, aliases, access) = (database.Get<ProvisionalPasswords>(), database.Get<AccountAlias>(), database.Get<AccountAccess>());
        var (fiches, messages, history) = (database.Get<FicheReader>(), database.Get<MessageStatuses>(), database.Get<FicheHistory>());
        var (recents, viewers) = (database.Get<RecentFiches>(), database.Get<FicheViewers>());
        var decisions = database.Get<ApprovalDecisions>();
        var clearing = database.Get<SecondFactorClearing>();
        var sendOn = database.Get<AssistanceSendOn>();
        var (identities, places, family, deletion, managed) =
            (database.Get<AccountIdentity>(), database.Get<AccountPlaces>(), database.Get<AccountFamily>(), database.Get<AccountDeletion>(), database.Get<ManagedAccount>());
        var functions = database.Get<FunctionGrants>();
        var inPerson = new CallerCheck(VerifiedHow.InPerson);
        return new()
        {
            ["FicheReader.ReadAsync"] = async (actor, account) => Seen(await fiches.ReadAsync(actor, account.Id, Cancel)),
            ["MessageStatuses.LatestAsync"] = async (actor, account) => Seen(await messages.LatestAsync(actor, account.Id, Cancel)),
            ["CallerChecks.ForAsync"] = async (actor, account) => Seen(await checks.ForAsync(actor, account.Id, Cancel)),
            ["CallerCodes.SendAsync"] = async (actor, account) => $"{await codes.SendAsync(actor, account.Id, Channel.Mail, Guid.NewGuid(), Cancel)}",
            ["CallerCodes.CheckAsync"] = async (actor, account) => $"{await codes.CheckAsync(actor, account.Id, "000000", Cancel)}",
            ["PasswordReset.SendAsync"] = async (actor, account) => $"{(await resets.SendAsync(actor, account.Id, Changed(account), Cancel)).Outcome}",
            ["PasswordReset.SaveOnlyAsync"] = async (actor, account) => $"{(await resets.SaveOnlyAsync(actor, account.Id, Changed(account), Cancel)).Outcome}",
            ["PasswordReset.AskApprovalAsync"] = async (actor, account) => $"{(await resets.AskApprovalAsync(actor, account.Id, Changed(account), "essai", Cancel)).Outcome}",
            ["PasswordReset.ResendAsync"] = async (actor, account) => $"{(await resets.ResendAsync(actor, account.Id, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome}",
            ["PasswordReset.SendToParentAsync"] = async (actor, account) =>
                $"{(await resets.SendToParentAsync(actor, account.Id, await ParentAsync(account), Channel.Mail, Guid.NewGuid(), Cancel)).Outcome}",
            ["ProvisionalPasswords.IssueAsync"] = async (actor, account) => $"{(await provisionals.IssueAsync(actor, account.Id, Guid.NewGuid(), inPerson, Cancel)).Outcome}",
            ["ProvisionalPasswords.AskApprovalAsync"] = async (actor, account) =>
                $"{(await provisionals.AskApprovalAsync(actor, account.Id, Guid.NewGuid(), inPerson, "essai", Cancel)).Outcome}",
            ["ProvisionalPasswords.RevokeAsync"] = async (actor, account) => $"{(await provisionals.RevokeAsync(actor, account.Id, Guid.NewGuid(), Cancel)).Outcome}",
            ["AccountAlias.LookAsync"] = async (actor, account) => $"{await aliases.LookAsync(actor, account.Id, "lou", Cancel)}",
            ["AccountAlias.SaveAsync"] = async (actor, account) => $"{await aliases.SaveAsync(actor, account.Id, Guid.NewGuid(), account.Version, $"lou-{account.Id:N}", Cancel)}",
            ["AccountAccess.BlockAsync"] = async (actor, account) => $"{await access.BlockAsync(actor, account.Id, Guid.NewGuid(), "Essai", null, Cancel)}",
            ["AccountAccess.UnblockAsync"] = async (actor, account) => $"{await access.UnblockAsync(actor, account.Id, Guid.NewGuid(), Cancel)}",
            ["AccountAccess.EndSessionsAsync"] = async (actor, account) => $"{await access.EndSessionsAsync(actor, account.Id, Guid.NewGuid(), Cancel)}",
            ["AccountAccess.LiftDelayAsync"] = async (actor, account) => $"{await access.LiftDelayAsync(actor, account.Id, Guid.NewGuid(), Cancel)}",
            ["AssistanceSendOn.OpenAsync"] = async (actor, account) => $"{await sendOn.OpenAsync(actor, account.Id, Guid.NewGuid(), AssistanceReason.Other, "À faire.", Cancel)}",
            ["AssistanceSendOn.OpenOneAsync"] = async (actor, account) => Seen(await sendOn.OpenOneAsync(actor, account.Id, Cancel)),
            ["RecentFiches.OpenedAsync"] = async (actor, account) => Seen(await recents.OpenedAsync(actor, account.Id, Cancel) ? account : null),
            ["FicheViewers.ArriveAsync"] = async (actor, account) => Seen(await viewers.ArriveAsync(actor, account.Id, Cancel)),
            ["FicheViewers.OthersAsync"] = async (actor, account) => Seen(await OthersAsync(actor, account)),
            ["ApprovalDecisions.ApproveAsync"] = async (actor, account) => $"{await decisions.ApproveAsync(actor, account.Id, Guid.NewGuid(), Guid.NewGuid(), null, Cancel)}",
            ["ApprovalDecisions.RefuseAsync"] = async (actor, account) => $"{await decisions.RefuseAsync(actor, account.Id, Guid.NewGuid(), Guid.NewGuid(), "essai", Cancel)}",
            ["SecondFactorClearing.ClearAsync"] = async (actor, account) => $"{await clearing.ClearAsync(actor, account.Id, Guid.NewGuid(), inPerson, Cancel)}",
            ["SecondFactorClearing.AskApprovalAsync"] = async (actor, account) => $"{await clearing.AskApprovalAsync(actor, account.Id, Guid.NewGuid(), inPerson, "essai", Cancel)}",
            ["ManagedAccount.PlacesAsync"] = async (actor, account) => Seen((await managed.PlacesAsync(actor, account.Id, Cancel)).Count == 0 ? null : account),
            ["AccountIdentity.SaveAsync"] = async (actor, account) =>
                $"{(await identities.SaveAsync(actor, account.Id, Guid.NewGuid(), account.Version, new("Autre", "Nom", null, null), Cancel)).Outcome}",
            ["AccountIdentity.ChangeLoginAsync"] = async (actor, account) =>
                $"{(await identities.ChangeLoginAsync(actor, account.Id, Guid.NewGuid(), account.Version, $"lou.{account.Id:N}", Cancel)).Outcome}",
            ["AccountPlaces.AttachAsync"] = async (actor, account) => $"{await places.AttachAsync(actor, account.Id, Guid.NewGuid(), (await SchoolAsync(actor), null, false), null, Cancel)}",
            ["AccountPlaces.DetachAsync"] = async (actor, account) => $"{await places.DetachAsync(actor, account.Id, Guid.NewGuid(), await PlaceAsync(account), null, false, Cancel)}",
            ["AccountPlaces.KeepAsync"] = async (actor, account) => $"{await places.KeepAsync(actor, account.Id, Guid.NewGuid(), await PlaceAsync(account), Cancel)}",
            ["AccountPlaces.ChangeClassAsync"] = async (actor, account) =>
                $"{await places.ChangeClassAsync(actor, account.Id, Guid.NewGuid(), await PlaceAsync(account), (null, "6e C", true), Cancel)}",
            ["AccountFamily.AddAsync"] = async (actor, account) => $"{await family.AddAsync(actor, account.Id, Guid.NewGuid(), await ParentAsync(account), Cancel)}",
            ["AccountFamily.EndAsync"] = async (actor, account) => $"{await family.EndAsync(actor, account.Id, Guid.NewGuid(), await ParentAsync(account), Cancel)}",
            ["AccountDeletion.ProposeAsync"] = async (actor, account) => $"{await deletion.ProposeAsync(actor, account.Id, Guid.NewGuid(), Cancel)}",
            ["AccountDeletion.RestoreAsync"] = async (actor, account) => $"{await deletion.RestoreAsync(actor, account.Id, Guid.NewGuid(), Cancel)}",
            ["FunctionGrants.GrantAsync"] = async (actor, account) => $"{await functions.GrantAsync(actor, account.Id, Guid.NewGuid(), new(Function.Support, await SchoolAsync(actor)), Cancel)}",
            ["FunctionGrants.WithdrawAsync"] = async (actor, account) => $"{await functions.WithdrawAsync(actor, account.Id, Guid.NewGuid(), Guid.NewGuid(), null, Cancel)}",
            // Last: whatever was tried before left a row, refused or not.
            ["FicheHistory.LatestAsync"] = async (actor, account) => Seen(await history.LatestAsync(actor, account.Id, Cancel) is [var latest, ..] ? latest : null),
        };

        ResetRequest Changed(Account account) => new(Guid.NewGuid(), account.Version, Channel.Mail, "nouvelle@example.org", inPerson);

        // Somebody has it open whom whoever has this account in his scope is told.
        async Task<object?> OthersAsync(Actor actor, Account account)
        {
            await using var db = database.Open();
            var school = await db.Memberships.Where(m => m.AccountId == actor.AccountId).Select(m => m.SchoolId).SingleAsync(Cancel);
            var colleague = await database.People.OperatorAsync(Function.CentralAdmin, [], (await db.Schools.FindAsync([school], Cancel))!);
            await viewers.ArriveAsync(colleague, account.Id, Cancel);
            return (await viewers.OthersAsync(actor, account.Id, Cancel)).Count == 0 ? null : account;
        }

        async Task<Guid> SchoolAsync(Actor actor)
        {
            await using var db = database.Open();
            return await db.Memberships.Where(m => m.AccountId == actor.AccountId).Select(m => m.SchoolId).FirstAsync(Cancel);
        }

        async Task<Guid> PlaceAsync(Account account)
        {
            await using var db = database.Open();
            return await db.Memberships.Where(m => m.AccountId == account.Id).Select(m => m.Id).FirstAsync(Cancel);
        }

        async Task<Guid> ParentAsync(Account account)
        {
            await using var db = database.Open();
            return db.Relations.Where(r => r.ChildId == account.Id).Select(r => r.ParentId).SingleOrDefault();
        }
    }

    /// <summary>Reading says no more than that there is nothing.</summary>
    private static string Seen(object? what) => what is null ? nameof(GateAnswer.NotFound) : nameof(GateAnswer.Allowed);

    private sealed class PlantedOperation
    {
        public static string Rename(Actor actor, Guid id, string name) => $"{actor} {id} {name}";
    }
}
