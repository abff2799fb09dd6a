using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>One file of an import. Its bytes are in <see cref="ImportBlock"/>.</summary>
public sealed class ImportFile
{
    public const int NameLength = 200;

    public Guid Id { get; set; }
    public Guid RunId { get; set; }

    /// <summary>In this order they are read: pupils before their parents.</summary>
    public short Place { get; set; }
    public required string Name { get; set; }

    /// <summary>Profile of all its lines; null when a column says it.</summary>
    public Profile? Profile { get; set; }
    public long Bytes { get; set; }

    /// <summary>SHA-256 of the bytes.</summary>
    public byte[] Digest { get; set; } = [];
    public ImportEncoding Encoding { get; set; }
    public required string Delimiter { get; set; }
    public string[] Headers { get; set; } = [];

    /// <summary>What each column means, in the order of the headers.</summary>
    public short[] Fields { get; set; } = [];
    public ImportFault? Fault { get; set; }

    /// <summary>Where the fault is; null where it is no line's.</summary>
    public int? FaultLine { get; set; }
}

internal sealed class ImportFileConfiguration : IEntityTypeConfiguration<ImportFile>
{
    public void Configure(EntityTypeBuilder<ImportFile> builder)
    {
        builder.ToTable("import_files");
        builder.Property(f => f.Name).HasMaxLength(ImportFile.NameLength);
        builder.Property(f => f.Delimiter).HasMaxLength(1);
        builder.HasIndex(f => new { f.RunId, f.Place }).IsUnique();
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A part of a file's bytes, so that any process can go on after a crash and nothing lives on a local disk.</summary>
public sealed class ImportBlock
{
    public Guid FileId { get; set; }
    public int Place { get; set; }
    public required byte[] Bytes { get; set; }
}

internal sealed class ImportBlockConfiguration : IEntityTypeConfiguration<ImportBlock>
{
    public void Configure(EntityTypeBuilder<ImportBlock> builder)
    {
        builder.ToTable("import_blocks");
        builder.HasKey(b => new { b.FileId, b.Place });
        builder.HasOne<ImportFile>().WithMany().HasForeignKey(b => b.FileId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>What a column of that name meant in the last import of a school, for the next one.</summary>
public sealed class ImportColumn
{
    /// <summary>Empty for imports of several schools.</summary>
    public Guid SchoolId { get; set; }

    /// <summary>Folded.</summary>
    public required string Header { get; set; }
    public ImportField Field { get; set; }
}

internal sealed class ImportColumnConfiguration : IEntityTypeConfiguration<ImportColumn>
{
    public void Configure(EntityTypeBuilder<ImportColumn> builder)
    {
        builder.ToTable("import_columns");
        builder.HasKey(c => new { c.SchoolId, c.Header });
        builder.Property(c => c.Header).HasMaxLength(ImportFile.NameLength).UseCollation("C");
    }
}

/// <summary>The import that a school is in: one at a time, by its primary key.</summary>
public sealed class ImportLock
{
    public Guid SchoolId { get; set; }
    public Guid RunId { get; set; }
}

internal sealed class ImportLockConfiguration : IEntityTypeConfiguration<ImportLock>
{
    public void Configure(EntityTypeBuilder<ImportLock> builder)
    {
        builder.ToTable("import_locks");
        builder.HasKey(l => l.SchoolId);
        builder.HasIndex(l => l.RunId);
        builder.HasOne<School>().WithMany().HasForeignKey(l => l.SchoolId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
