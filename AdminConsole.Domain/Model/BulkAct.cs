namespace AdminConsole.Domain.Model;

/// <summary>What a bulk action says about one account.</summary>
/// <param name="Where">Where it goes, masked.</param>
internal sealed record BulkAnswer(BulkOutcome Outcome, string? Where = null);

/// <summary>What is the same for each account of a bulk action.</summary>
internal sealed record BulkOrder(Guid RunId, string Reason, DateOnly? LastDay)
{
    /// <summary>What the journal calls it by, in the row of each account: an id, no text.</summary>
    public string Name => NameOf(RunId);

    public static string NameOf(Guid runId) => $"action {runId}";
}

/// <summary>
/// One kind of thing that can be done to many accounts, one after the other. Each feature that offers it does it by the very operation that its button does
/// it by: gate, limits, journal row and all. There is no second way round them.
/// </summary>
public abstract class BulkAct
{
    internal abstract bool Does(BulkKind kind);

    /// <summary>What would happen now. Changes nothing and journals nothing.</summary>
    internal abstract Task<BulkAnswer> LookAsync(Actor actor, BulkKind kind, Guid accountId, CancellationToken cancel);

    /// <summary>Does it, once for a key.</summary>
    internal abstract Task<BulkAnswer> DoAsync(Actor actor, BulkKind kind, Guid accountId, Guid key, BulkOrder order, CancellationToken cancel);
}
