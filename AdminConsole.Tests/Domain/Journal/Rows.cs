using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Journal;

/// <summary>Journal rows for a test.</summary>
public sealed class Rows(TestDatabase database)
{
    /// <summary>One row about an account, or about nobody; its id.</summary>
    public async Task<long> WriteAsync(Guid? accountId = null, AuditAction action = AuditAction.ResetSent, Guid? by = null, Action<AuditEntry>? change = null)
    {
        await using var db = database.Open();
        var entry = new AuditEntry { AccountId = accountId, ActorId = by, Action = action, Outcome = AuditOutcome.Done };
        change?.Invoke(entry);
        await db.AuditAsync(entry, TestContext.Current.CancellationToken);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return entry.Id;
    }
}
