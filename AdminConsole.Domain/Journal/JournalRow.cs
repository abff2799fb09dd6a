using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Journal;

/// <summary>Somebody whom a row names and who is in the reader's scope.</summary>
public sealed record JournalPerson(Guid Id, string FamilyName, string GivenName, string Login);

/// <summary>One row of the journal.</summary>
/// <param name="ActorId">Who acted; null for a person who is not signed in, and for the server itself.</param>
/// <param name="Actor">The same by name, when he is in the reader's scope.</param>
/// <param name="Account">To whom, when in the reader's scope.</param>
/// <param name="Refusal">Why it was not done, by the name of the refusal; null when it was done.</param>
/// <param name="Network">As text: a page carries its rows to its circuit as JSON, which an address is not.</param>
/// <param name="Detail">Masked values.</param>
public sealed record JournalRow(
    long Id, DateTimeOffset At, AuditAction Action, Guid? ActorId, JournalPerson? Actor, Guid? AccountId, JournalPerson? Account,
    string? Refusal, string? Reason, VerifiedHow? How, string? Network, string? Detail);

/// <summary>One page of the journal.</summary>
/// <param name="Next">The id that the next page follows; null when this is the last.</param>
public sealed record JournalPart(IReadOnlyList<JournalRow> Rows, long? Next);

/// <summary>A school to filter by.</summary>
public sealed record JournalSchool(Guid Id, string Name, string Town);

/// <summary>What somebody may do with the journal.</summary>
public sealed record JournalRights(bool MayRead, bool MayExport);
