using AdminConsole.Domain.Model;

namespace AdminConsole.AccountParts;

/// <summary>
/// What stands behind the buttons of one card: one press at a time, each with the key of its wish. An outage leaves it unknown whether the
/// wish was done, so it keeps its key until it is answered: the same key never acts twice.
/// </summary>
internal sealed class Press(TimeProvider clock)
{
    private (object? What, Guid Key) wish;

    public bool IsUnderWay { get; private set; }

    /// <summary>For `aria-disabled`: a button that is at work keeps the focus.</summary>
    public string? Busy => IsUnderWay ? "true" : null;

    /// <summary>Does nothing while another press is under way.</summary>
    /// <param name="what">Tells one wish from another.</param>
    /// <param name="operation">Gets the key of the wish.</param>
    /// <param name="outage">Says that the database was away.</param>
    public Task ActAsync(object what, Func<Guid, Task> operation, Action outage) => ActAsync(async () =>
    {
        if (!what.Equals(wish.What)) wish = (what, Guid.CreateVersion7(clock.GetUtcNow()));
        await operation(wish.Key);
        wish = default;
    }, outage);

    /// <summary>As above, for what acts by no key or by one of its own.</summary>
    public async Task ActAsync(Func<Task> operation, Action outage)
    {
        if (IsUnderWay) return;
        IsUnderWay = true;
        try
        {
            await operation();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            outage();
        }
        finally
        {
            IsUnderWay = false;
        }
    }
}
