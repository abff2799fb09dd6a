using System.Text;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>
/// The database. One context per operation, from the factory, opened and closed in it. Scope is part of every query:
/// operators' reads start at <see cref="AccountsInScopeOf"/>.
/// </summary>
public sealed class AdminDb(DbContextOptions<AdminDb> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<LoginName> LoginNames => Set<LoginName>();
    public DbSet<School> Schools => Set<School>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Relation> Relations => Set<Relation>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<Passkey> Passkeys => Set<Passkey>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<SignInDelay> SignInDelays => Set<SignInDelay>();
    public DbSet<ResetToken> ResetTokens => Set<ResetToken>();
    public DbSet<OwnContactChange> OwnContactChanges => Set<OwnContactChange>();
    public DbSet<Verification> Verifications => Set<Verification>();
    public DbSet<ApprovalRequest> ApprovalRequests => Set<ApprovalRequest>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();
    public DbSet<MessageShare> MessageShares => Set<MessageShare>();
    public DbSet<RecoveryRequest> RecoveryRequests => Set<RecoveryRequest>();
    public DbSet<RecoveryUse> RecoveryUses => Set<RecoveryUse>();
    public DbSet<RecoveryCounter> RecoveryCounters => Set<RecoveryCounter>();
    public DbSet<AssistanceRequest> AssistanceRequests => Set<AssistanceRequest>();
    public DbSet<AssistanceEntry> AssistanceEntries => Set<AssistanceEntry>();
    public DbSet<SlipBatch> SlipBatches => Set<SlipBatch>();
    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();
    public DbSet<ImportFile> ImportFiles => Set<ImportFile>();
    public DbSet<ImportBlock> ImportBlocks => Set<ImportBlock>();
    public DbSet<ImportColumn> ImportColumns => Set<ImportColumn>();
    public DbSet<ImportLock> ImportLocks => Set<ImportLock>();
    public DbSet<ImportLine> ImportLines => Set<ImportLine>();
    public DbSet<ImportChild> ImportChildren => Set<ImportChild>();
    public DbSet<ImportAbsence> ImportAbsences => Set<ImportAbsence>();
    public DbSet<BulkRun> BulkRuns => Set<BulkRun>();
    public DbSet<BulkItem> BulkItems => Set<BulkItem>();
    public DbSet<SmsDay> SmsDays => Set<SmsDay>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();
    public DbSet<JournalPlace> JournalPlaces => Set<JournalPlace>();
    public DbSet<OperatorVolume> OperatorVolumes => Set<OperatorVolume>();
    public DbSet<DeliveryState> DeliveryStates => Set<DeliveryState>();
    public DbSet<StoredKey> StoredKeys => Set<StoredKey>();
    public DbSet<FicheViewer> FicheViewers => Set<FicheViewer>();
    public DbSet<RecentFiche> RecentFiches => Set<RecentFiche>();

    /// <summary>The database's clock, for queries only: start of the transaction, UTC.</summary>
    public static DateTimeOffset Now() => throw new InvalidOperationException("Translated to SQL, never called.");

    /// <summary>Today in Europe/Paris by the database's clock, for queries only.</summary>
    public static DateOnly Today() => throw new InvalidOperationException("Translated to SQL, never called.");

    /// <summary>Sessions that still hold: neither ended, idle for too long, nor past their absolute end, of an account that is not blocked.</summary>
    public IQueryable<Session> LiveSessions =>
        from session in Sessions
        where session.EndedAt == null && session.IdleUntil > Now() && session.ExpiresAt > Now()
        where Accounts.Any(a => a.Id == session.AccountId && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= Now()))
        select session;

    /// <summary>
    /// Reset tokens that still open « Choisissez votre mot de passe »: not ended, not expired by this database's clock (rule 8 of recovery), of
    /// an account that is neither blocked nor signs in elsewhere.
    /// </summary>
    public IQueryable<ResetToken> LiveResetTokens =>
        from token in ResetTokens
        where token.Purpose == TokenPurpose.Reset && token.EndedAt == null && token.ExpiresAt > Now()
        where Accounts.Any(a => a.Id == token.AccountId && a.FederatedWith == null && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= Now()))
        select token;

    /// <summary>Memberships that hold today.</summary>
    public IQueryable<Membership> CurrentMemberships =>
        Memberships.Where(m => m.StartsOn <= Today() && (m.EndsOn == null || m.EndsOn > Today()));

    /// <summary>Grants that hold now, whoever has them.</summary>
    public IQueryable<Grant> CurrentGrants =>
        Grants.Where(g => g.StartsAt <= Now() && (g.EndsAt == null || g.EndsAt > Now()));

    /// <summary>Grants over one school, of people who can use them: where a school has none, whoever covers all schools helps.</summary>
    public IQueryable<Grant> SchoolHelpers =>
        CurrentGrants.Where(g => g.SchoolId != null && Accounts.Any(a => a.Id == g.AccountId && (a.BlockedAt == null || a.BlockedUntil <= Now())));

    /// <summary>
    /// What the actor may use now: his current grants, and none once his session is over or his account blocked, nor in a remembered session, nor those
    /// that his session does not carry because it lacks the second factor (rule 19 of recovery).
    /// </summary>
    public IQueryable<Grant> GrantsOf(Actor actor) =>
        CurrentGrants.Where(g => g.AccountId == actor.AccountId
            && LiveSessions.Any(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId && !s.Remembered
                && (s.Withheld & (g.Function == Function.Support ? FunctionSet.Support : g.Function == Function.LocalAdmin ? FunctionSet.LocalAdmin : FunctionSet.CentralAdmin)) == FunctionSet.None));

    /// <summary>Current memberships in schools that a grant of the actor covers: the only ones that he is shown.</summary>
    public IQueryable<Membership> MembershipsInScopeOf(Actor actor) =>
        CurrentMemberships.Where(m => GrantsOf(actor).Any(g => g.SchoolId == null || g.SchoolId == m.SchoolId));

    /// <summary>
    /// The accounts that the actor may see: those with a current membership in a school that one of his grants covers.
    /// Out of scope and non-existent look the same to whatever is built on it (rule 14 of recovery).
    /// </summary>
    public IQueryable<Account> AccountsInScopeOf(Actor actor) =>
        Accounts.Where(a => MembershipsInScopeOf(actor).Any(m => m.AccountId == a.Id));

    /// <summary>The requests for assistance that the actor may see: those of a school that one of his grants covers.</summary>
    public IQueryable<AssistanceRequest> AssistanceInScopeOf(Actor actor) =>
        AssistanceRequests.Where(r => GrantsOf(actor).Any(g => g.SchoolId == null || g.SchoolId == r.SchoolId));

    /// <summary>
    /// Adds a journal row, with every current school of the target, to what the next save commits. The caller fills
    /// what is particular to the action; ids and masked values only.
    /// </summary>
    public async Task AuditAsync(AuditEntry entry, CancellationToken cancel)
    {
        if (entry is { AccountId: { } target, SchoolIds.Length: 0 })
            entry.SchoolIds = await CurrentMemberships.Where(m => m.AccountId == target).Select(m => m.SchoolId).Distinct().Order().ToArrayAsync(cancel);
        AuditEntries.Add(entry);
    }

    /// <summary>The database's clock: start of the transaction, UTC.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancel) => Database.SqlQuery<DateTimeOffset>($"SELECT now() AS \"Value\"").SingleAsync(cancel);

    /// <summary>Today in Europe/Paris by the database's clock.</summary>
    public Task<DateOnly> TodayAsync(CancellationToken cancel) => Database.SqlQuery<DateOnly>($"SELECT today() AS \"Value\"").SingleAsync(cancel);

    /// <summary>Tells whoever has the account open that it changed, at the commit; for changes that no trigger tells.</summary>
    internal Task TellAccountChangedAsync(Guid accountId, CancellationToken cancel) =>
        Database.ExecuteSqlAsync($"SELECT pg_notify('account_changed', {accountId.ToString()})", cancel);

    /// <summary>Ends the account's living sessions, at once and not with the next save; open circuits hear of it at the commit.</summary>
    /// <param name="keep">A session that stays; null for none.</param>
    /// <returns>How many ended.</returns>
    public Task<int> EndSessionsAsync(Guid accountId, SessionEnd why, Guid? keep, CancellationToken cancel) =>
        Sessions.Where(s => s.AccountId == accountId && s.EndedAt == null && s.Id != keep).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.EndedAt, _ => Now())
            .SetProperty(s => s.EndedWhy, why), cancel);

    /// <summary>Wrong tries that are remembered for any of the account's sign-in names, on any network.</summary>
    public IQueryable<SignInDelay> DelaysOf(Guid accountId) =>
        SignInDelays.Where(d => LoginNames.Any(n => n.AccountId == accountId && n.Name == d.Login));

    /// <summary>Provisional passwords that were shown or printed and can still be used.</summary>
    public IQueryable<ResetToken> LivingProvisionals => ResetTokens.Where(t =>
        t.Purpose == TokenPurpose.Reset && (t.Carrier == TokenCarrier.Screen || t.Carrier == TokenCarrier.Paper) && t.ProvisionalHash != null
        && t.EndedAt == null && t.ExpiresAt > Now());

    /// <summary>Adds a message to what the next save commits; the worker sends it after that.</summary>
    public void Enqueue(OutboxMessage message) => OutboxMessages.Add(message);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AdminDb).Assembly);
        modelBuilder.HasDbFunction(() => Now()).HasName("now").IsBuiltIn();
        modelBuilder.HasDbFunction(() => Today()).HasName("today");
        UseSnakeCase(modelBuilder);
    }

    /// <summary>Names in SQL as SQL is written, so that hand-written queries need no quotes.</summary>
    private static void UseSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase(property.Name));
            foreach (var key in entity.GetKeys()) key.SetName(SnakeCase(key.GetName()!));
            foreach (var foreignKey in entity.GetForeignKeys()) foreignKey.SetConstraintName(SnakeCase(foreignKey.GetConstraintName()!));
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
        }
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1])) snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }
}
