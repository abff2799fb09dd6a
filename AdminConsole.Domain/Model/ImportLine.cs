using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// A line of an import after it was compared. What it says stands here only where something is to be done or told: an unchanged line is its
/// account and no more.
/// </summary>
public sealed class ImportLine
{
    public Guid RunId { get; set; }

    /// <summary>Through all files of the import.</summary>
    public int Ordinal { get; set; }
    public short File { get; set; }

    /// <summary>In its file; the header is line 1.</summary>
    public int Number { get; set; }
    public ImportVerdict Verdict { get; set; }
    public short[] Reasons { get; set; } = [];

    /// <summary>Ordinal of the other line, where the reason is one.</summary>
    public int? Other { get; set; }

    /// <summary>The account that it is about; of a new one, the id that it will get.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>Equal for two lines about one person: the account, else what the ids are derived from.</summary>
    public Guid? Identity { get; set; }

    /// <summary>Equal for two lines with the same name, birth date, profile and school.</summary>
    public Guid? PersonKey { get; set; }

    /// <summary>Equal for two pupils of the same name in a school: what a parent's line may name a child by.</summary>
    public Guid? NameKey { get; set; }

    /// <summary>Equal for two lines that say the same.</summary>
    public Guid? RowKey { get; set; }

    public Guid? SchoolId { get; set; }
    public Profile? Profile { get; set; }
    public string? ExternalId { get; set; }
    public string? NationalId { get; set; }
    public Civility? Civility { get; set; }
    public string? FamilyName { get; set; }
    public string? GivenName { get; set; }
    public string? UsageName { get; set; }
    public string? FamilyKey { get; set; }
    public string? GivenKey { get; set; }
    public string[]? NameWords { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? ClassName { get; set; }
    public string? Email { get; set; }
    public string? Mobile { get; set; }
    public string? Language { get; set; }

    /// <summary>Fields that differ, with what is stored at the same place of <see cref="Before"/>.</summary>
    public short[] Differs { get; set; } = [];
    public string?[] Before { get; set; } = [];
    public Guid[] Candidates { get; set; } = [];
    public ImportDecision? Decision { get; set; }

    /// <summary>What stood in the file, of lines that could not be read as a person.</summary>
    public string[]? Cells { get; set; }
}

internal sealed class ImportLineConfiguration : IEntityTypeConfiguration<ImportLine>
{
    public void Configure(EntityTypeBuilder<ImportLine> builder)
    {
        builder.ToTable("import_lines");
        // Without a foreign key: asking for the run once a line would cost as much as the line.
        builder.HasKey(l => new { l.RunId, l.Ordinal });
        // Of what pages list: an index of all lines would also be taken for what goes through them in order.
        builder.HasIndex(l => new { l.RunId, l.Verdict, l.Ordinal }).HasFilter("verdict IN (2, 4, 5)");
    }
}

/// <summary>A child that a line of a responsable names.</summary>
public sealed class ImportChild
{
    public Guid RunId { get; set; }
    public int Ordinal { get; set; }
    public short Place { get; set; }

    /// <summary>Null while it is not found.</summary>
    public Guid? ChildId { get; set; }
    public Guid? Identity { get; set; }
    public Guid? NameKey { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? ClassName { get; set; }
}

internal sealed class ImportChildConfiguration : IEntityTypeConfiguration<ImportChild>
{
    public void Configure(EntityTypeBuilder<ImportChild> builder)
    {
        builder.ToTable("import_children");
        builder.HasKey(c => new { c.RunId, c.Ordinal, c.Place });
    }
}

/// <summary>An account of the import's schools and profiles that its files no longer hold.</summary>
public sealed class ImportAbsence
{
    public Guid RunId { get; set; }
    public Guid AccountId { get; set; }
    public Guid SchoolId { get; set; }

    /// <summary>Whether it was proposed for deletion.</summary>
    public bool Removed { get; set; }
}

internal sealed class ImportAbsenceConfiguration : IEntityTypeConfiguration<ImportAbsence>
{
    public void Configure(EntityTypeBuilder<ImportAbsence> builder)
    {
        builder.ToTable("import_absences");
        builder.HasKey(a => new { a.RunId, a.AccountId });
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
