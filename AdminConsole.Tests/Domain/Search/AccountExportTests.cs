using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Search;

/// <summary>The list of accounts as a file: whose accounts, how many, and what the journal says of it.</summary>
public sealed class AccountExportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AccountExport export = database.Get<AccountExport>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task It_holds_the_list_as_it_is_filtered_of_what_his_exporting_grants_cover()
    {
        var (here, there, also) = (await People.SchoolAsync("Collège A"), await People.SchoolAsync(), await People.SchoolAsync("Collège B"));
        var local = await People.OperatorAsync(Function.LocalAdmin, [here, there, also]);
        await MayExportAsync(local, here, also);
        var first = await People.AccountAsync("Abel", "Lou", [here, there, also], a => (a.Email, a.PasswordHash) = ("lou@example.org", "hash"), "6e B");
        var second = await People.AccountAsync("Grand", "Ida", [here], a => a.Profile = Profile.Teacher);
        await People.AccountAsync("Zed", "Ute", [there]);

        var everybody = await ReadAsync(local, new());
        Assert.Equal(["Abel", "Grand", "Opérateur"], everybody.Select(a => a.FamilyName));
        Assert.Equal([new("Collège A", here.Uai, "6e B"), new ExportedPlace("Collège B", also.Uai, "6e B")], everybody[0].Places);
        Assert.Equal([second.Id], (await ReadAsync(local, new(Profile: Profile.Teacher))).Select(a => a.Id));
        Assert.Equal([first.Id], (await ReadAsync(local, new(Text: "lou ab"))).Select(a => a.Id));
        Assert.Equal([first.Id], (await ReadAsync(local, new(SchoolId: also.Id))).Select(a => a.Id));
        Assert.Equal([first.Id], (await ReadAsync(local, new(SchoolId: here.Id, ClassName: "6e B"))).Select(a => a.Id));
        Assert.Empty(await ReadAsync(local, new(SchoolId: there.Id)));
        Assert.Empty(await ReadAsync(local, new(Text: "zed")));
        Assert.Empty(await ReadAsync(local, new(Text: "!!")));
        await using var db = database.Open();
        var told = await db.AuditEntries.Where(e => e.ActorId == local.AccountId && e.Action == AuditAction.AccountsExported).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal(["3", "1, Teacher", "1, q", "1", "1, 6e B", "0", "0, q", "0, q"], told.Select(e => e.Detail));
        Assert.Equal(here.Id, Assert.Single(told[4].SchoolIds));
        Assert.Equal(8, (await db.OperatorVolumes.SingleAsync(v => v.OperatorId == local.AccountId && v.Kind == VolumeKind.Exports, Cancel)).Count);
    }

    [Fact]
    public async Task Part_by_part_each_comes_once_whoever_covers_all_and_a_right_that_shrinks_ends_it()
    {
        var (school, other) = (await People.SchoolAsync(), await People.SchoolAsync());
        var central = await People.OperatorAsync(Function.CentralAdmin, []);
        await database.ExecuteAsOwnerAsync($"""
            UPDATE grants SET may_export = true WHERE account_id = '{central.AccountId}';
            WITH added AS (
                INSERT INTO accounts (id, source, profile, civility, family_name, given_name, family_key, given_key, name_words, login, language, version)
                SELECT gen_random_uuid(), 1, 1, 0, 'Multiple', 'Lou', 'multiple', 'lou', ARRAY['multiple', 'lou'], 'lou.multiple' || n, 'fr', 1 FROM generate_series(1, 1203) n RETURNING id)
            INSERT INTO memberships (id, account_id, school_id, starts_on) SELECT gen_random_uuid(), id, '{school.Id}', '2020-09-01' FROM added
            """);

        var read = await ReadAsync(central, new(Text: "multiple"));
        Assert.Equal(1203, read.DistinctBy(a => a.Id).Count());
        Assert.Equal(1203, read.Count);

        var local = await People.OperatorAsync(Function.LocalAdmin, [school, other]);
        await MayExportAsync(local, school, other);
        var answer = await export.BeginAsync(local, new(), Cancel);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET may_export = false WHERE account_id = '{local.AccountId}' AND school_id = '{other.Id}'");
        await Assert.ThrowsAsync<ExportEndedException>(async () => await answer.Rows.ToListAsync(Cancel));
    }

    [Fact]
    public async Task Only_a_grant_of_a_local_administrator_that_says_so_exports_and_only_with_a_fresh_proof()
    {
        var school = await People.SchoolAsync();
        var (without, agent, old) = (await People.OperatorAsync(Function.LocalAdmin, [school]), await People.OperatorAsync(Function.Support, [school]), await People.OperatorAsync(Function.LocalAdmin, [school]));
        await MayExportAsync(agent, school);
        await MayExportAsync(old, school);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = 1, proven_at = now() - interval '16 minutes' WHERE id = '{old.SessionId}'");

        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(without, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(agent, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(default, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.ProofTooOld, (await export.BeginAsync(old, new(), Cancel)).Outcome);
        Assert.Equal((false, true), (await export.MayAsync(agent, Cancel), await export.MayAsync(old, Cancel)));
        Assert.Equal(0, await database.CountAsync($"SELECT FROM audit_entries WHERE actor_id IN ('{without.AccountId}', '{agent.AccountId}', '{old.AccountId}')"));
    }

    private async Task<List<ExportedAccount>> ReadAsync(Actor actor, AccountFilter filter)
    {
        var answer = await export.BeginAsync(actor, filter, Cancel);
        Assert.Equal(ExportOutcome.Begun, answer.Outcome);
        var rows = await answer.Rows.ToListAsync(Cancel);
        Assert.Equal(answer.Count, rows.Count);
        return rows;
    }

    private async Task MayExportAsync(Actor actor, params School[] schools)
    {
        foreach (var school in schools)
            await database.ExecuteAsOwnerAsync($"UPDATE grants SET may_export = true WHERE account_id = '{actor.AccountId}' AND school_id = '{school.Id}'");
    }
}
