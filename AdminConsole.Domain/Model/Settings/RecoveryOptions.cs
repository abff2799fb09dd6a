namespace AdminConsole.Domain.Model.Settings;

/// <summary>For whose accounts a second operator has to approve.</summary>
public enum SecondApprovalFor { None, FunctionHolders }

/// <summary>Section « Recovery »: how much may be asked for on the public pages (rule 3 of recovery), and what one operator may not do alone.</summary>
public sealed class RecoveryOptions
{
    public const string Section = "Recovery";

    /// <summary>Minutes over which requests are counted, by network and in all.</summary>
    public const int WindowMinutes = 10;

    /// <summary>From one network in that time. A school is one address: 400 pupils who each ask twice pass.</summary>
    public int RequestsFromNetwork { get; set; } = 1_000;

    /// <summary>From everywhere in that time: a hundred a second, half of what the outbox is measured to send.</summary>
    public int RequestsInAll { get; set; } = 60_000;

    /// <summary>
    /// FunctionHolders: a new contact or a provisional password for somebody who holds a function needs a second operator, of a rank above
    /// that person's; for a central administrator another one.
    /// </summary>
    public SecondApprovalFor SecondApproval { get; set; }

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems()
    {
        if (RequestsFromNetwork < 1) yield return new($"{Section}:{nameof(RequestsFromNetwork)}", $"must be at least 1: requests from one network within {WindowMinutes} minutes");
        if (RequestsInAll < RequestsFromNetwork) yield return new($"{Section}:{nameof(RequestsInAll)}", $"must be at least {Section}:{nameof(RequestsFromNetwork)}");
    }
}
