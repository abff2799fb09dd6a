using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>How many public requests came from one network, or from everywhere, within one stretch of time (rule 3 of recovery).</summary>
public sealed class RecoveryCounter
{
    /// <summary>Network of the row that counts them all.</summary>
    public const string Everywhere = "*";

    /// <summary><see cref="Networks.KeyOf"/>, or <see cref="Everywhere"/>.</summary>
    public required string Network { get; set; }
    public DateTimeOffset WindowStart { get; set; }
    public int Asked { get; set; }

    /// <summary>
    /// Counts one more in each place, and says how many there are in this stretch of time. A commit of its own that waits for no disk: everybody
    /// counts in the same rows, and would wait for whatever else is done while they are held.
    /// </summary>
    /// <param name="places">With a prefix of the caller's own, and in one order everywhere, so that two never wait for each other.</param>
    internal static async Task<IReadOnlyDictionary<string, int>> CountAsync(AdminDb db, string[] places, int windowMinutes, CancellationToken cancel) =>
        await db.Database.SqlQuery<Counted>($"""
            WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
            INSERT INTO recovery_counters AS c (network, window_start, asked)
            SELECT p.place, date_bin(make_interval(mins => {windowMinutes}), now(), 'epoch'), 1 FROM quick, unnest({places}) p(place)
            ON CONFLICT (network, window_start) DO UPDATE SET asked = c.asked + 1
            RETURNING c.network AS "Network", c.asked AS "Asked"
            """).ToDictionaryAsync(c => c.Network, c => c.Asked, cancel);

    private sealed record Counted(string Network, int Asked);
}

internal sealed class RecoveryCounterConfiguration : IEntityTypeConfiguration<RecoveryCounter>
{
    public void Configure(EntityTypeBuilder<RecoveryCounter> builder)
    {
        builder.HasKey(c => new { c.Network, c.WindowStart });
        builder.Property(c => c.Network).HasMaxLength(Networks.KeyLength).UseCollation("C");
        builder.HasIndex(c => c.WindowStart);
    }
}
