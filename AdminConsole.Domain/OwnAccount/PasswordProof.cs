using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What came of asking for the current password again.</summary>
public enum ProofOutcome
{
    Proven,
    Wrong,

    /// <summary>Too many wrong tries in a row; this one was not looked at.</summary>
    Delayed,

    /// <summary>The session is over.</summary>
    SignedOut,

    /// <summary>The account signs in elsewhere and has no password here.</summary>
    NoPassword,
}

/// <summary>
/// Asks the person who is signed in for the current password again: a page left open on a shared machine must not be enough to
/// take an account. Wrong tries are counted and delayed with those of the sign-in page (rule 10 of recovery).
/// </summary>
public sealed class PasswordProof(PasswordHash hashes) : IDisposable
{
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);

    public void Dispose() => cores.Dispose();

    /// <param name="Wait">How long the next try has to wait; zero for not at all.</param>
    /// <param name="Hash">What was proven: the account must still have it when something is done.</param>
    internal sealed record Answer(ProofOutcome Outcome, TimeSpan Wait = default, string? Hash = null);

    /// <summary>Outside any transaction, because it is slow on purpose.</summary>
    internal async Task<Answer> AskAsync(AdminDb db, Actor actor, string? password, CancellationToken cancel)
    {
        var own = await db.Accounts
            .Where(a => a.Id == actor.AccountId && db.LiveSessions.Any(s => s.Id == actor.SessionId && s.AccountId == a.Id))
            .Select(a => new { a.Login, a.PasswordHash, a.FederatedWith })
            .SingleOrDefaultAsync(cancel);
        if (own is null) return new(ProofOutcome.SignedOut);
        if (own is { PasswordHash: null } or { FederatedWith: not null }) return new(ProofOutcome.NoPassword);
        var turn = await WrongTries.CountAsync(db, own.Login, actor.Network, Tried.Password, cancel);
        if (!turn.Taken) return new(ProofOutcome.Delayed, turn.Wait);
        if (!await IsRightAsync(own.PasswordHash, password ?? "", cancel)) return new(ProofOutcome.Wrong, turn.Wait);
        await WrongTries.ForgetAsync(db, own.Login, actor.Network, Tried.Password, cancel);
        return new(ProofOutcome.Proven, Hash: own.PasswordHash);
    }

    /// <summary>A rush of tries waits here in line, and leaves the threads to everybody else.</summary>
    private async Task<bool> IsRightAsync(string stored, string password, CancellationToken cancel)
    {
        await cores.WaitAsync(cancel);
        try
        {
            return hashes.Verify(stored, password) is not HashAnswer.Wrong;
        }
        finally
        {
            cores.Release();
        }
    }
}
