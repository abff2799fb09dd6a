using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>Which lines to show; every part that is null lets all pass.</summary>
/// <param name="Told">Also those lines that are applied and of which something is told (an address left out).</param>
public sealed record ImportLineFilter(ImportVerdict? Verdict = null, ImportReason? Reason = null, Guid? FileId = null, bool UndecidedOnly = false, bool Told = false);

/// <summary>A page of lines, by their place in the files.</summary>
/// <param name="After">Give it back for the page that follows; null when there is none.</param>
public sealed record ImportLinePage(IReadOnlyList<ImportLineView> Lines, int? After);

/// <summary>One line of a file and what will become, or became, of it.</summary>
/// <param name="Ordinal">Names it within its import.</param>
/// <param name="Number">In its file; the header is line 1.</param>
/// <param name="Other">The other line, where a reason is about one.</param>
/// <param name="Person">What the line says, or, for an unchanged one, who it is; null where it could not be read.</param>
/// <param name="AccountId">Whose fiche can be opened; null where there is none (yet), or none that the actor may see.</param>
/// <param name="Cells">As they stand in the file, of a line that could not be read as a person.</param>
public sealed record ImportLineView(
    int Ordinal, string File, int Number, ImportVerdict Verdict, IReadOnlyList<ImportReason> Reasons, ImportLineRef? Other, ImportPerson? Person,
    IReadOnlyList<ImportDifference> Differences, IReadOnlyList<ImportCandidate> Candidates, ImportDecision? Decision, Guid? DecidedFor, Guid? AccountId,
    IReadOnlyList<string> Cells);

public sealed record ImportLineRef(string File, int Number);

/// <summary>A person as a line has it.</summary>
public sealed record ImportPerson(
    string FamilyName, string GivenName, Profile Profile, DateOnly? BirthDate, string? School, string? ClassName, string? Email, string? Mobile, string? ExternalId);

/// <summary>What of an account would change.</summary>
public enum ImportDifferenceOf : short
{
    FamilyName = 1, GivenName = 2, UsageName = 3, Civility = 4, BirthDate = 5, NationalId = 6, ExternalId = 7, Email = 8, Mobile = 9, ClassName = 10,

    /// <summary>Becomes a member of the school.</summary>
    School = 11,

    /// <summary>A parent gets a child.</summary>
    Child = 12,

    /// <summary>Was proposed for deletion, and is not any more.</summary>
    Restored = 13,
    Language = 14,
}

/// <param name="Old">Null where there was nothing.</param>
/// <param name="New">Null for what has no value of its own.</param>
public sealed record ImportDifference(ImportDifferenceOf Of, string? Old, string? New);

/// <summary>An account that may be the person of a line.</summary>
public sealed record ImportCandidate(Guid Id, string FamilyName, string GivenName, Profile Profile, DateOnly? BirthDate, string? School, string? ClassName, string Login, AccountSource Source, string? Email, string? ExternalId);

/// <summary>What an operator says of a possible homonym.</summary>
/// <param name="AccountId">With <see cref="ImportDecision.Same"/>: which of the candidates.</param>
public sealed record ImportChoice(ImportDecision Decision, Guid? AccountId = null);

/// <summary>A page of accounts that the files no longer hold, by name.</summary>
public sealed record ImportAbsentPage(IReadOnlyList<ImportAbsent> Accounts, Guid? After);

public sealed record ImportAbsent(Guid Id, string FamilyName, string GivenName, Profile Profile, string? School, string? ClassName, string Login, DateTimeOffset? LastSignInAt, bool Removed);
