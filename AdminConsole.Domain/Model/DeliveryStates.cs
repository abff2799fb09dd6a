using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>A channel that has stopped working.</summary>
public sealed record FailingChannel(Channel Channel, DateTimeOffset Since);

/// <summary>Which channels have stopped working, for every page of the console; changes are told by <see cref="Signal.DeliveryChanged"/>.</summary>
public sealed class DeliveryStates(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Those through which nothing goes, as one of the processes wrote down; all of them give the same.</summary>
    public async Task<IReadOnlyList<FailingChannel>> FailingAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.DeliveryStates.Where(s => s.FailingSince != null).OrderBy(s => s.Channel).Select(s => new FailingChannel(s.Channel, s.FailingSince!.Value)).ToListAsync(cancel);
    }
}
