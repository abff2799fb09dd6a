namespace AdminConsole.Development;

/// <summary>Section « Demo »: the people that Development starts with. Read nowhere else.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Number of accounts, from 0 for none to 1,000,000.</summary>
    public int Accounts { get; set; } = 5_000;

    /// <summary>Lets Development listen beyond this machine, with its well-known passwords.</summary>
    public bool AllowRemote { get; set; }
}
