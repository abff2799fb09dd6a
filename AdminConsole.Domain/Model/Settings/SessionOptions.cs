namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Sessions »: how long a sign-in holds.</summary>
public sealed class SessionOptions
{
    public const string Section = "Sessions";

    /// <summary>Minutes without activity after which a session is over.</summary>
    public int IdleMinutes { get; set; } = 30;

    /// <summary>Hours after which a session is over whatever happens.</summary>
    public int AbsoluteHours { get; set; } = 10;
}
