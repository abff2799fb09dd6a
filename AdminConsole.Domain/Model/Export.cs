namespace AdminConsole.Domain.Model;

/// <summary>What came of asking for an export. Only <see cref="Begun"/> is journaled as done.</summary>
public enum ExportOutcome
{
    Begun,

    /// <summary>No grant of the actor may export, or he is signed out.</summary>
    NotAllowed,

    /// <summary>The operator's own second factor was proven too long ago for something that carries so much away.</summary>
    ProofTooOld,
}

/// <summary>Rows on their way into a file.</summary>
/// <param name="Count">How many there are; the journal has the same number.</param>
/// <param name="Limited">Whether there are more that the file leaves out.</param>
/// <param name="Rows">Read while they are asked for, each once, never all at a time.</param>
public sealed record Export<T>(ExportOutcome Outcome, int Count, bool Limited, IAsyncEnumerable<T> Rows)
{
    internal static Export<T> Of(ExportOutcome outcome) => new(outcome, 0, Limited: false, AsyncEnumerable.Empty<T>());
}

/// <summary>The right to export, or the session, ended while the rows were read. What was sent is cut off, and must not look whole.</summary>
public sealed class ExportEndedException() : Exception("The right to export ended while rows were read.");
