using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// A fiche that is open in front of an operator, in whichever process. Its process says so again and again: a row that is not renewed is of a
/// process that is gone. Unlogged: after a crash of the database the processes say it anew.
/// </summary>
public sealed class FicheViewer
{
    /// <summary>One opening of one fiche.</summary>
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Guid OperatorId { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}

internal sealed class FicheViewerConfiguration : IEntityTypeConfiguration<FicheViewer>
{
    public void Configure(EntityTypeBuilder<FicheViewer> builder)
    {
        builder.Property(v => v.SeenAt).HasDefaultValueSql("now()");
        // Without a foreign key: the fiche of an account that is removed has to hear of it.
        builder.HasIndex(v => v.AccountId);
    }
}
