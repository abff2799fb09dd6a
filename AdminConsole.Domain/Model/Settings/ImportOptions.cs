namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Imports »: how fast they go, and how long their files are kept.</summary>
public sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Lines a second that are applied at most, so that whoever searches meanwhile does not wait; 0 for as fast as it goes.</summary>
    public int LinesPerSecond { get; set; }

    /// <summary>Days after which files and lines of an import that is over, or that nobody went on with, are deleted; its numbers stay.</summary>
    public int RetentionDays { get; set; } = 30;

    /// <summary>What is wrong with it, key by key.</summary>
    internal IEnumerable<SettingFault> Problems()
    {
        if (LinesPerSecond is < 0 or > 1_000_000) yield return new("Imports:LinesPerSecond", "must be from 0 to 1000000");
        if (RetentionDays is < 1 or > 365) yield return new("Imports:RetentionDays", "must be from 1 to 365");
    }
}
