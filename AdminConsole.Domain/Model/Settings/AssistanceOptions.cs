namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Assistance »: how many requests the parents' form takes (rule 3 of recovery), and how long they are kept (rule 25 of recovery).</summary>
public sealed class AssistanceOptions
{
    public const string Section = "Assistance";

    /// <summary>Minutes over which requests are counted, by network and in all.</summary>
    public const int WindowMinutes = 10;

    /// <summary>From one network in that time: the parents' evening of a school, or those who share an operator's address.</summary>
    public int RequestsFromNetwork { get; set; } = 200;

    /// <summary>From everywhere in that time: people have to read them.</summary>
    public int RequestsInAll { get; set; } = 3_000;

    /// <summary>Months after which a closed request is deleted, with all that was said in it. One that nobody closed is kept twice as long.</summary>
    public int RetentionMonths { get; set; } = 6;

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems()
    {
        if (RequestsFromNetwork < 1) yield return new($"{Section}:{nameof(RequestsFromNetwork)}", $"must be at least 1: requests from one network within {WindowMinutes} minutes");
        if (RequestsInAll < RequestsFromNetwork) yield return new($"{Section}:{nameof(RequestsInAll)}", $"must be at least {Section}:{nameof(RequestsFromNetwork)}");
        if (RetentionMonths is < 1 or > 60) yield return new($"{Section}:{nameof(RetentionMonths)}", "must be a number of months from 1 to 60");
    }
}
