namespace AdminConsole.Shell;

/// <summary>One of the people as whom the demo data of Development can be visited.</summary>
/// <param name="Role">What he is there, for whoever starts the console.</param>
public sealed record DemoSignIn(string Login, string Role)
{
    /// <summary>Of all of them; nobody has it outside the demo data.</summary>
    public const string Password = "Rentree-2026-demo!";

    public const string Central = "admin.central";
    public const string SecondCentral = "admin.central2";
    public const string Local = "admin.local";
    public const string Support = "assistance";

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<DemoSignIn> All =
    [
        new(Central, "administratrice centrale"),
        new(SecondCentral, "administrateur central"),
        new(Local, "administratrice locale de deux collèges"),
        new(Support, "agent d'assistance pour trois collèges"),
    ];
}
