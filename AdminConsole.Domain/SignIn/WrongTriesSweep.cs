using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.SignIn;

/// <summary>Every hour, forgets the wrong tries that no longer count: whatever strangers type does not pile up.</summary>
public sealed class WrongTriesSweep(IDbContextFactory<AdminDb> factory, TimeProvider time, ILogger<WrongTriesSweep> log) : HourlySweep(time, log)
{
    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await WrongTries.SweepAsync(db, cancel);
    }
}
