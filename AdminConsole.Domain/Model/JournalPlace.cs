using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// A journal row as one school sees it: what the rows of a few schools are found and filtered by without reading everybody's. Written by
/// the database itself with the row (JournalRules); holds nothing that the row does not.
/// </summary>
public sealed class JournalPlace
{
    public Guid SchoolId { get; set; }
    public long EntryId { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid? ActorId { get; set; }
    public AuditAction Action { get; set; }
    public AuditOutcome Outcome { get; set; }
}

internal sealed class JournalPlaceConfiguration : IEntityTypeConfiguration<JournalPlace>
{
    public void Configure(EntityTypeBuilder<JournalPlace> builder)
    {
        builder.ToTable("journal_places").HasKey(p => new { p.SchoolId, p.EntryId });
        builder.Property(p => p.Action).HasConversion<string>().HasMaxLength(40);
        builder.HasIndex(p => new { p.SchoolId, p.ActorId, p.EntryId }).IncludeProperties(p => new { p.Action, p.Outcome, p.At });
        builder.HasIndex(p => new { p.SchoolId, p.Action, p.EntryId }).IncludeProperties(p => new { p.Outcome, p.At });
        builder.HasIndex(p => new { p.SchoolId, p.EntryId }).HasFilter("outcome = 2").HasDatabaseName("ix_journal_places_refused").IncludeProperties(p => new { p.Action, p.At });
    }
}
