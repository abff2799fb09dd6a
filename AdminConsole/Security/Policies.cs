namespace AdminConsole.Security;

/// <summary>Names of the authorisation policies. What is without one is for anybody who is signed in.</summary>
public static class Policies
{
    /// <summary>Somebody who holds a function now. Every page under /console asks for it.</summary>
    public const string Console = nameof(Console);

    /// <summary>Somebody who is signed in, be it that his second factor is still missing.</summary>
    public const string SignedIn = nameof(SignedIn);
}
