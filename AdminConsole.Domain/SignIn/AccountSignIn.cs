using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>What became of a try to sign in. Why it was refused is told to nobody.</summary>
public enum SignInOutcome
{
    SignedIn,
    Refused,
    Delayed,

    /// <summary>A provisional password was right: it opens « Choisissez votre mot de passe » and no session.</summary>
    ChoosePassword,

    /// <summary>Right, but holders of a function come in through the organisation's identity provider.</summary>
    UseProvider,
}

/// <summary>A session that a sign-in has just opened.</summary>
/// <param name="ExpiresAt">End whatever happens; also the end of a remembered cookie.</param>
/// <param name="HasFunction">Whether the person holds a current function, and so belongs in the console.</param>
public sealed record OpenedSession(Guid Id, Guid AccountId, DateTimeOffset ExpiresAt, bool Remembered, bool HasFunction)
{
    /// <summary>Whether it carries none of them before a second factor was proven in it.</summary>
    public bool FactorDue { get; init; }
}

/// <summary>Outcome, the session of a success, and how long the next try has to wait (zero: not at all).</summary>
/// <param name="TokenId">Of <see cref="SignInOutcome.ChoosePassword"/>: the token whose provisional password was typed.</param>
public sealed record SignInAnswer(SignInOutcome Outcome, OpenedSession? Session = null, TimeSpan Wait = default, Guid? TokenId = null);

/// <summary>Signing in with a login or an alias and a password (rule 10 of recovery).</summary>
public sealed class AccountSignIn(
    IDbContextFactory<AdminDb> factory, PasswordHash hashes, IOptions<SessionOptions> options, IOptions<OperatorSignInOptions> operators,
    IOptions<SecondFactorOptions> factor) : IDisposable
{
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);

    public void Dispose() => cores.Dispose();

    /// <summary>
    /// One try: counted before it is looked at, so that tries at the same time cannot slip past the delay. What is typed has the format of a
    /// provisional password or not, and that alone chooses which stored hash is checked: unknown, blocked, federated and never
    /// activated accounts and wrong passwords take one slow hash and get one answer. A delayed
    /// try is not looked at: it depends on the login as typed and the network alone, and so tells nothing either.
    /// A right password opens a session, forgets the wrong tries and renews a hash of lower cost, in one commit with the journal. A right
    /// provisional password forgets the wrong tries and changes nothing else; a wrong one uses nothing up (rule 10 of recovery).
    /// </summary>
    /// <param name="login">Login or alias as typed; any text.</param>
    /// <param name="remember">Keeps a person without a function signed in for <see cref="Sessions.RememberedFor"/>.</param>
    public async Task<SignInAnswer> TryAsync(
        string? login, string? password, IPAddress? network, string? userAgent, bool remember, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var name = Folding.Login(login);
        var provisional = ProvisionalPassword.Normalize(password);
        var tried = provisional is null ? Tried.Password : Tried.Provisional;
        var turn = await WrongTries.CountAsync(db, name, network, tried, cancel);
        if (!turn.Taken) return new(SignInOutcome.Delayed, Wait: turn.Wait);

        var (accountId, answer) = provisional is not null
            ? await TryProvisionalAsync(db, name, provisional, cancel)
            : await TryPasswordAsync(db, name, password ?? "", network, userAgent, remember, cancel);
        if (answer is null)
        {
            await JournalRefusalAsync(db, accountId, SignInOutcome.Refused, network, cancel);
            return new(SignInOutcome.Refused, Wait: turn.Wait);
        }
        if (answer.Outcome is SignInOutcome.UseProvider) await JournalRefusalAsync(db, accountId, answer.Outcome, network, cancel);
        await WrongTries.ForgetAsync(db, name, network, tried, cancel);
        return answer;
    }

    /// <summary>The account of that name, and the answer to a right password.</summary>
    private async Task<(Guid? AccountId, SignInAnswer? Answer)> TryPasswordAsync(
        AdminDb db, string name, string password, IPAddress? network, string? userAgent, bool remember, CancellationToken cancel)
    {
        var found = await FindAsync(db, name, cancel);
        var check = await InLineAsync(() => hashes.Verify(found?.PasswordHash, password), cancel);
        if (found is null || check is HashAnswer.Wrong) return (found?.Id, null);
        if (found.HasFunction && !MayComeInHere(found)) return (found.Id, new(SignInOutcome.UseProvider));
        var renewed = check is HashAnswer.RightButOutdated ? hashes.Hash(password) : found.PasswordHash!;
        var session = await OpenAsync(db, found, renewed, network, userAgent, remember, cancel);
        return (found.Id, session is null ? null : new(SignInOutcome.SignedIn, session));
    }

    /// <summary>Holders of a function come in through the provider where the installation says so, but for the one who keeps the glass to break.</summary>
    private bool MayComeInHere(Found found) => operators.Value.Local || IsBreakGlass(found.Login);

    private bool IsBreakGlass(string login) => operators.Value is { Local: false, BreakGlass: { } glass } && Folding.Login(glass) == login;

    /// <summary>The account of that name, and the answer to a right provisional password: the tag names the one living token that it can be of.</summary>
    private async Task<(Guid? AccountId, SignInAnswer? Answer)> TryProvisionalAsync(AdminDb db, string name, string provisional, CancellationToken cancel)
    {
        var tag = ProvisionalPassword.TagOf(provisional);
        var found = await Named(db, name)
            .Select(a => new
            {
                a.Id,
                Token = db.LiveResetTokens.Where(t => t.AccountId == a.Id && t.ProvisionalTag == tag)
                    .Select(t => new { t.Id, t.ProvisionalHash }).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancel);
        var right = await InLineAsync(() => hashes.VerifyProvisional(found?.Token?.ProvisionalHash, provisional), cancel);
        return (found?.Id, right ? new(SignInOutcome.ChoosePassword, TokenId: found!.Token!.Id) : null);
    }

    /// <summary>A rush of tries waits here in line, and leaves the threads to everybody else.</summary>
    private async Task<T> InLineAsync<T>(Func<T> check, CancellationToken cancel)
    {
        await cores.WaitAsync(cancel);
        try
        {
            return check();
        }
        finally
        {
            cores.Release();
        }
    }

    /// <summary>Without a password that may be used here, <see cref="Found.PasswordHash"/> is null.</summary>
    private sealed record Found(Guid Id, string Login, string? PasswordHash, bool HasFunction);

    private static IQueryable<Account> Named(AdminDb db, string name) =>
        from taken in db.LoginNames
        join account in db.Accounts on taken.AccountId equals account.Id
        where taken.Name == name && (taken.Kind == LoginNameKind.Login || taken.Kind == LoginNameKind.Alias)
        select account;

    private static Task<Found?> FindAsync(AdminDb db, string name, CancellationToken cancel) =>
        (from account in Named(db, name)
         let open = account.FederatedWith == null && account.DeletionDueAt == null && (account.BlockedAt == null || account.BlockedUntil <= AdminDb.Now())
         select new Found(account.Id, account.Login, open ? account.PasswordHash : null, db.CurrentGrants.Any(g => g.AccountId == account.Id)))
        .SingleOrDefaultAsync(cancel);

    /// <summary>Null when the password or the account changed while the hash was computed.</summary>
    private async Task<OpenedSession?> OpenAsync(
        AdminDb db, Found found, string hash, IPAddress? network, string? userAgent, bool remember, CancellationToken cancel)
    {
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var same = await db.Accounts
            .Where(a => a.Id == found.Id && a.PasswordHash == found.PasswordHash && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now()))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, _ => AdminDb.Now()).SetProperty(a => a.PasswordHash, hash), cancel);
        if (same == 0) return null;

        var session = await Sessions.OpenAsync(
            db, options.Value, new(found.Id, found.HasFunction, network, userAgent, remember) { Withheld = await WithheldAsync(db, found.Id, cancel) }, cancel);
        await db.AuditAsync(new()
        {
            ActorId = found.Id,
            AccountId = found.Id,
            Action = found.HasFunction && IsBreakGlass(found.Login) ? AuditAction.BreakGlassUsed : AuditAction.SignedIn,
            Outcome = AuditOutcome.Done,
            Network = network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return session;
    }

    /// <summary>What a password alone does not open: the functions of the setting, and every one of who has a second factor.</summary>
    private async Task<FunctionSet> WithheldAsync(AdminDb db, Guid accountId, CancellationToken cancel) =>
        await Factors.AreThereAsync(db, accountId, cancel) ? FunctionSet.All : factor.Value.Withheld;

    /// <summary>The same statements whether the account exists or not.</summary>
    private static async Task JournalRefusalAsync(AdminDb db, Guid? accountId, SignInOutcome why, IPAddress? network, CancellationToken cancel)
    {
        var target = accountId ?? Guid.Empty;
        var schools = await db.CurrentMemberships.Where(m => m.AccountId == target).Select(m => m.SchoolId).Distinct().Order().ToArrayAsync(cancel);
        db.AuditEntries.Add(new()
        {
            AccountId = accountId,
            SchoolIds = schools,
            Action = AuditAction.SignInRefused,
            Outcome = AuditOutcome.Refused,
            Refusal = why.ToString(),
            Network = network,
        });
        await db.SaveChangesAsync(cancel);
    }
}
