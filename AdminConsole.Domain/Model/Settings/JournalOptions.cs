namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Journal »: how long it is kept, and what is unusual.</summary>
public sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>Months after which the command « purge » removes rows.</summary>
    public int RetentionMonths { get; set; } = 12;

    /// <summary>Fiches that one operator opens within an hour before central administrators are told.</summary>
    public int ViewsAnHour { get; set; } = 200;

    /// <summary>Contacts that one operator changes within an hour before they are.</summary>
    public int ContactChangesAnHour { get; set; } = 40;

    /// <summary>Exports of one operator within an hour before they are.</summary>
    public int ExportsAnHour { get; set; } = 5;

    /// <summary>What is wrong with it, key by key.</summary>
    internal IEnumerable<SettingFault> Problems()
    {
        if (RetentionMonths is < 1 or > 120) yield return new("Journal:RetentionMonths", "must be from 1 to 120");
        foreach (var (key, value) in ((string, int)[])[(nameof(ViewsAnHour), ViewsAnHour), (nameof(ContactChangesAnHour), ContactChangesAnHour), (nameof(ExportsAnHour), ExportsAnHour)])
            if (value is < 1 or > 1_000_000) yield return new($"Journal:{key}", "must be from 1 to 1000000");
    }
}
