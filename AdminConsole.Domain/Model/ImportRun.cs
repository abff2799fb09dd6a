using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// How far an import is. <see cref="Reading"/> and <see cref="Applying"/> are the worker's, in whatever process; all others wait for somebody or are final.
/// </summary>
public enum ImportState : short
{
    /// <summary>Files are being taken in, and their columns looked at.</summary>
    Collecting = 1,

    /// <summary>The worker compares every line with what is stored. Nothing is changed by that.</summary>
    Reading = 2,

    /// <summary>The preview stands; waits for decisions and the confirmation.</summary>
    Ready = 3,
    Applying = 4,
    Paused = 5,
    Done = 6,

    /// <summary>Stopped by hand; what was applied before stays.</summary>
    Cancelled = 7,

    /// <summary>Could not be read: see the fault. Nothing was changed.</summary>
    Failed = 8,
}

/// <summary>Why an import or one of its files cannot be read, or why it stands still.</summary>
public enum ImportFault : short
{
    /// <summary>Not a single byte.</summary>
    Empty = 1,
    HeaderOnly = 2,
    TooLarge = 3,

    /// <summary>An archive, or a workbook, which is one inside.</summary>
    Zip = 4,

    /// <summary>NUL bytes: no text, or one in UTF-16.</summary>
    Binary = 5,

    /// <summary>A quotation mark opens at the line named and is never closed: the rest was not read.</summary>
    OpenQuote = 6,

    /// <summary>The upload ended before all of it had come.</summary>
    CutShort = 7,

    /// <summary>A needed column is mapped to nothing.</summary>
    ColumnMissing = 8,

    /// <summary>Another import of one of these schools is under way.</summary>
    SchoolBusy = 9,

    /// <summary>Whoever confirmed it no longer administers one of these schools: it stands still.</summary>
    RightLost = 10,

    /// <summary>The same file is there already.</summary>
    Repeated = 11,

    /// <summary>It is not in the encoding that was chosen.</summary>
    WrongEncoding = 12,

    /// <summary>No place left to store it: it stands still until there is some and it is resumed.</summary>
    DiskFull = 13,

    /// <summary>Something that nobody thought of; the log has it. It stands still, or failed with nothing changed.</summary>
    Unexpected = 14,
}

/// <summary>What a file is written in. <see cref="Windows1252"/> is taken where ISO-8859-1 may be meant: they differ in characters that no text in ISO-8859-1 holds.</summary>
public enum ImportEncoding : short { Utf8 = 1, Windows1252 = 2, Latin1 = 3 }

/// <summary>What a column means; <see cref="Ignored"/> for those that are left out.</summary>
public enum ImportField : short
{
    Ignored = 0,
    ExternalId = 1, NationalId = 2, FamilyName = 3, GivenName = 4, UsageName = 5, Civility = 6, BirthDate = 7, Profile = 8, Uai = 9, ClassName = 10,
    Email = 11, Mobile = 12, Phone = 13, Language = 14,

    /// <summary>One child each; such a column may be there several times.</summary>
    ChildExternalId = 20, ChildFamilyName = 21, ChildGivenName = 22, ChildBirthDate = 23, ChildClassName = 24,
}

/// <summary>What will become, or became, of a line.</summary>
public enum ImportVerdict : short { Create = 1, Change = 2, Unchanged = 3, Rejected = 4, Homonym = 5 }

/// <summary>What an operator says of a possible homonym. Undecided lines are not applied.</summary>
public enum ImportDecision : short { Same = 1, Another = 2 }

/// <summary>Why a line is rejected; those from <see cref="EmailLeftOut"/> on are only told, the rest of the line counts.</summary>
public enum ImportReason : short
{
    FamilyNameMissing = 1, GivenNameMissing = 2, NameTooLong = 3, NameMalformed = 4,
    BirthDateMissing = 5, BirthDateMalformed = 6, BirthDateInFuture = 7, BirthDateTooLongAgo = 8,
    ProfileUnknown = 9, SchoolMissing = 10,

    /// <summary>No school of that code, or none of the operator's: the two never differ.</summary>
    SchoolUnknown = 11,
    ClassTooLong = 12, ClassMalformed = 13, IdMalformed = 14, CellTooLong = 15, CellMalformed = 16, TooFewCells = 17, TooManyCells = 18,
    ChildUnknown = 19, ChildAmbiguous = 20,

    /// <summary>Another line has the same id, and says something else.</summary>
    IdTwice = 21,

    /// <summary>Another line says the same.</summary>
    LineTwice = 22,

    /// <summary>Another line has the same name, birth date and school under another id.</summary>
    PersonTwice = 23,

    /// <summary>The id is in use where this import does not reach. Nothing is said of the account.</summary>
    IdInUse = 24,

    /// <summary>The ids of the line belong to two accounts, or to one of another profile.</summary>
    IdsDisagree = 25,

    /// <summary>The operator's own account, or one of the same or a higher rank.</summary>
    NotAllowed = 26,

    /// <summary>Somebody else took the id or changed the account between preview and application.</summary>
    ChangedMeanwhile = 27,
    EmailLeftOut = 100, MobileLeftOut = 101,

    /// <summary>The person or an operator gave another one, which stays.</summary>
    EmailKept = 102, MobileKept = 103,
}

/// <summary>An import of one or several files, from the first file to the report.</summary>
public sealed class ImportRun
{
    public Guid Id { get; set; }
    public ImportState State { get; set; }
    public ImportFault? Fault { get; set; }

    /// <summary>The school of lines that name none; null when each line names its own.</summary>
    public Guid? SchoolId { get; set; }

    /// <summary>Schools that its lines are about: known with the preview, and locked from then on.</summary>
    public Guid[] SchoolIds { get; set; } = [];

    /// <summary>Null for the command line.</summary>
    public Guid? StartedBy { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public Guid? ConfirmedBy { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Whether accounts that the files no longer hold are proposed for deletion.</summary>
    public bool RemovesAbsent { get; set; }

    /// <summary>Lines compared so far; once <see cref="ImportState.Ready"/>, all of them.</summary>
    public int Lines { get; set; }
    public long BytesRead { get; set; }

    // What the preview found.
    public int ToCreate { get; set; }
    public int ToChange { get; set; }
    public int Unchanged { get; set; }
    public int Rejected { get; set; }
    public int Homonyms { get; set; }
    public int Absent { get; set; }

    // What was done, committed with it.
    public int Created { get; set; }
    public int Changed { get; set; }
    public int Removed { get; set; }

    /// <summary>Ordinal of the last line that was applied: committed with what it did, so that no line is applied twice.</summary>
    public int AppliedThrough { get; set; }

    /// <summary>Which process is at work, and until when nobody else takes it over.</summary>
    public Guid? LeasedBy { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
}

internal sealed class ImportRunConfiguration : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.ToTable("import_runs");
        builder.Property(r => r.StartedAt).HasDefaultValueSql("now()");
        builder.HasIndex(r => r.StartedAt);
        builder.HasIndex(r => r.State).HasFilter("state IN (2, 4)");
    }
}
