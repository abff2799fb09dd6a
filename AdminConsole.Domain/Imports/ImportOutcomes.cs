using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>What came of an act on an import. Only <see cref="Done"/> changed anything.</summary>
public enum ImportOutcome
{
    Done,

    /// <summary>Not in a state for it (any more): somebody else, or the worker, was quicker. Look again.</summary>
    WrongState,

    /// <summary>There is no file, or one that cannot be read.</summary>
    FilesRefused,

    /// <summary>A needed column is mapped to nothing, or one that may be there once is there twice: see the columns.</summary>
    ColumnsRefused,

    /// <summary>Neither a line nor an absent account to apply.</summary>
    NothingToApply,

    /// <summary>More than a fifth of a school would go: it has to be said that it is meant.</summary>
    TooManyAbsent,

    /// <summary>Another import of the same school is under way; the page names it.</summary>
    SchoolBusy,

    /// <summary>The chosen account is none of the line's candidates, or its id is another's.</summary>
    ChoiceRefused,

    /// <summary>The second factor was proven too long ago for something that concerns so many.</summary>
    ProofTooOld,
    SignedOut,

    /// <summary>Unknown, of a school that the actor does not administer: never told apart.</summary>
    NotFound,
    FunctionTooLow,
}

/// <summary>What is to be imported.</summary>
/// <param name="SchoolId">The school of all lines that name none; null where each line has its UAI, and then of any school that the actor administers.</param>
public sealed record ImportOrder(Guid? SchoolId);

/// <param name="Id">The import; set when it was begun.</param>
public sealed record ImportStarted(ImportOutcome Outcome, Guid? Id = null);

/// <summary>A school for which the actor may import.</summary>
public sealed record ImportSchool(Guid Id, string Uai, string Name, string Town);

/// <summary>What came of a file that was handed over. It is in the import only with <see cref="ImportOutcome.Done"/>.</summary>
/// <param name="Fault">Why it is not taken, with <see cref="ImportOutcome.FilesRefused"/>.</param>
/// <param name="FaultLine">Where, if it is a line's.</param>
public sealed record ImportUploaded(ImportOutcome Outcome, Guid? FileId = null, ImportFault? Fault = null, int? FaultLine = null);

/// <summary>A file of an import, as its columns are looked at.</summary>
/// <param name="Columns">In the order of the file.</param>
/// <param name="Missing">Needed fields that no column gives; none when the file is ready.</param>
/// <param name="Twice">Fields that two columns claim and only one may give.</param>
public sealed record ImportFileView(
    Guid Id, string Name, Profile? Profile, long Bytes, ImportEncoding Encoding, char Delimiter, IReadOnlyList<ImportColumnView> Columns,
    IReadOnlyList<ImportField> Missing, IReadOnlyList<ImportField> Twice, ImportFault? Fault, int? FaultLine);

/// <param name="Examples">What the first lines have there, at most three, shortened; text is text.</param>
public sealed record ImportColumnView(string Header, ImportField Field, IReadOnlyList<string> Examples);

/// <summary>What an operator says of a file's columns.</summary>
/// <param name="Fields">One for each column, in the order of the file.</param>
public sealed record ImportColumnChoice(Profile? Profile, ImportEncoding Encoding, char Delimiter, IReadOnlyList<ImportField> Fields);

/// <summary>An import as it is listed.</summary>
/// <param name="School">Its one school; null for several.</param>
/// <param name="StartedBy">Null for the command line, and for an operator out of the reader's scope.</param>
public sealed record ImportListed(
    Guid Id, ImportState State, ImportFault? Fault, string? School, int Schools, PersonRef? StartedBy, bool ByCommand, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, ImportCounts Counts);

/// <summary>What the preview found and what was done of it.</summary>
/// <param name="Lines">Compared so far.</param>
/// <param name="Undecided">Possible homonyms of which nothing is said yet: they are left out.</param>
/// <param name="Created">Applied so far, as are the two after it.</param>
public sealed record ImportCounts(
    int Lines, int ToCreate, int ToChange, int Unchanged, int Rejected, int Homonyms, int Undecided, int Absent, int Created, int Changed, int Removed);

/// <summary>An import as its page shows it.</summary>
/// <param name="Progress">Share of the present work that is done, 0 to 1, and of what was applied before it was cancelled; null when nothing is under way.</param>
/// <param name="Vanishing">Schools of which more than a fifth is absent: the confirmation has to say that it is meant.</param>
/// <param name="Busy">The other import, where <see cref="ImportFault.SchoolBusy"/> and the actor may see it.</param>
public sealed record ImportView(
    Guid Id, ImportState State, ImportFault? Fault, ImportSchool? School, IReadOnlyList<ImportSchool> Schools, PersonRef? StartedBy, bool ByCommand,
    DateTimeOffset StartedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? FinishedAt, double? Progress, ImportCounts Counts,
    IReadOnlyList<ImportFileView> Files, IReadOnlyList<ImportVanishing> Vanishing, bool RemovesAbsent, Guid? Busy);

/// <param name="Absent">Of the accounts that came from files, of the profiles that the files are about.</param>
public sealed record ImportVanishing(ImportSchool School, int Absent, int Of);

/// <summary>What an operator confirms.</summary>
/// <param name="RemoveAbsent">Propose absent accounts for deletion.</param>
/// <param name="ManyAreMeant">Although they are more than a fifth of a school.</param>
public sealed record ImportConfirmation(bool RemoveAbsent, bool ManyAreMeant);
