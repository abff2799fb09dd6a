using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Architecture;

/// <summary>What happens while a page of the console stands open.</summary>
public enum Meanwhile { RightWithdrawn, FunctionLowered, RankRaised, MovedOutOfScope, SessionEnded }

/// <summary>
/// docs/rights.md through an open circuit: a page that was drawn while all was allowed still has its buttons, and an event needs no button at all. Every operation of
/// the page has to be in <see cref="CircuitWays"/>.
/// </summary>
public sealed class CircuitTests(ApprovingDatabase database) : CircuitWays(database), IClassFixture<ApprovingDatabase>
{
    private static readonly RightsPage Page = RightsPage.Parse(SourceTree.Read("docs/rights.md"));

    /// <summary>Every operation of the page, with whatever can happen before its event that takes the right to it away.</summary>
    public static TheoryData<string, Meanwhile> Events() =>
        new(from operation in Page.Operations
            from meanwhile in Enum.GetValues<Meanwhile>()
            where !StaysAllowed(operation.Value[0], meanwhile, OfFunctionHolders(operation.Key))
            select (operation.Key, meanwhile));

    /// <summary>Whoever sees an account may open it, and an agent may do some of it as well.</summary>
    private static bool StaysAllowed(Act act, Meanwhile meanwhile, bool onHolder) => meanwhile switch
    {
        // One central administrator may help another: those acts are for nobody else.
        Meanwhile.RankRaised => act is Act.Open or Act.SendOn or Act.ChangeLogin or Act.ChangeFunctions,
        Meanwhile.FunctionLowered => Page.Cells[(act, Function.Support, onHolder ? Whom.Same : Whom.Nobody)] is GateAnswer.Allowed,
        Meanwhile.RightWithdrawn or Meanwhile.MovedOutOfScope or Meanwhile.SessionEnded => false,
    };

    [Fact]
    public void Every_operation_of_the_page_has_its_way()
    {
        Assert.Empty(WithoutWay(Page.Operations.Keys));
        Assert.Equal(["PlantedOperation.RenameAsync"], WithoutWay([.. Page.Operations.Keys, "PlantedOperation.RenameAsync"]));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task An_event_that_is_not_allowed_any_more_does_nothing_and_is_told_and_journaled(string operation, Meanwhile meanwhile)
    {
        await SetAsync(Function.LocalAdmin, a => a.Email = "lou@example.org");
        var press = await Ways[operation]();
        var answer = await HappensAsync(meanwhile, Page.Operations[operation][0]);
        var before = await StateAsync();
        var rows = await Database.CountAsync("SELECT 1 FROM audit_entries");

        var shown = await press();

        Assert.NotEqual(GateAnswer.Allowed, answer);
        Assert.Equal(before, await StateAsync());
        await using var db = Database.Open();
        var added = await db.AuditEntries.OrderByDescending(e => e.Id).Take((int)(await Database.CountAsync("SELECT 1 FROM audit_entries") - rows)).ToListAsync(Cancel);
        // Reading leaves no row, and shows nothing.
        if (Page.Operations[operation] is [Act.Open])
        {
            Assert.Empty(added);
            Assert.DoesNotContain("PETIT", shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Comment l'identité", shown, StringComparison.Ordinal);
            return;
        }
        Assert.Contains(Services.GetRequiredService<IStringLocalizer<AccountTexts>>()[$"WhyNot{answer}"], shown, StringComparison.Ordinal);
        Assert.Equal(operation is "AccountAlias.LookAsync" ? [] : [(AuditOutcome.Refused, $"{answer}", Operator.AccountId, Pupil.Id)],
            added.Select(row => (row.Outcome, row.Refusal!, row.ActorId!.Value, row.AccountId!.Value)));
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task The_same_event_while_it_is_allowed_does_something(string operation)
    {
        await SetAsync(Function.LocalAdmin, a => a.Email = "lou@example.org");
        var press = await Ways[operation]();
        var before = await StateAsync();

        await press();

        Assert.NotEqual(before, await StateAsync());
    }

    /// <summary>All that is more than reading.</summary>
    public static TheoryData<string> Changing() => [.. Page.Operations.Where(o => o.Value is not [Act.Open] && o.Key != "AccountAlias.LookAsync").Select(o => o.Key)];

    private IEnumerable<string> WithoutWay(IEnumerable<string> operations) => operations.Where(name => !Ways.ContainsKey(name));

    /// <summary>What the page says of it from then on.</summary>
    private async Task<GateAnswer> HappensAsync(Meanwhile meanwhile, Act act)
    {
        var (actor, pupil) = (Operator.AccountId, Pupil.Id);
        await Database.ExecuteAsOwnerAsync(meanwhile switch
        {
            Meanwhile.RightWithdrawn => $"UPDATE grants SET ends_at = now() WHERE account_id = '{actor}'",
            Meanwhile.FunctionLowered => $"UPDATE grants SET function = 1 WHERE account_id = '{actor}'",
            Meanwhile.RankRaised => $"INSERT INTO grants (id, account_id, function, starts_at, may_export) VALUES (gen_random_uuid(), '{pupil}', 3, now(), false)",
            Meanwhile.MovedOutOfScope => $"UPDATE memberships SET ends_on = today() WHERE account_id = '{pupil}'",
            Meanwhile.SessionEnded => $"UPDATE sessions SET ended_at = now() WHERE id = '{Operator.SessionId}'",
        });
        if (meanwhile is Meanwhile.SessionEnded) return GateAnswer.SignedOut;
        var function = meanwhile is Meanwhile.FunctionLowered ? Function.Support : Function.LocalAdmin;
        await using var db = Database.Open();
        var rank = await db.CurrentGrants.Where(g => g.AccountId == pupil).MaxAsync(g => (Function?)g.Function, Cancel);
        var whom = meanwhile is Meanwhile.RightWithdrawn or Meanwhile.MovedOutOfScope ? Whom.OutOfScope
            : rank is null ? Whom.Nobody : rank < function ? Whom.Lower : rank > function ? Whom.Higher : Whom.Same;
        return Page.Cells[(act, function, whom)]!.Value;
    }

    /// <summary>A digest of all that is stored, but for the journal.</summary>
    private async Task<string> StateAsync()
    {
        await using var db = Database.Open();
        return await db.Database.SqlQueryRaw<string>("""
            SELECT md5(string_agg(query_to_xml(format('SELECT md5(string_agg(t::text, ''|'' ORDER BY t::text)) FROM %I t', tablename), true, false, '')::text, '' ORDER BY tablename)) AS "Value"
            FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('audit_entries', 'audit_seals', 'journal_places', '__EFMigrationsHistory')
            """).SingleAsync(Cancel);
    }
}
