using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>What a stored hash says of a typed secret.</summary>
public enum HashAnswer
{
    Wrong,
    Right,

    /// <summary>Right, and stored at a lower cost than today's: store a new hash (rule 12 of recovery).</summary>
    RightButOutdated,
}

/// <summary>
/// The slow hash of passwords and provisional passwords: ASP.NET Core Identity's (rule 12). One instance a process,
/// because it makes its dummy hash when it is created. Safe to share between threads.
/// </summary>
public sealed class PasswordHash
{
    /// <summary>For whoever watches what sign-ins cost: one slow hash each, counted by its kind.</summary>
    public const string MeterName = "AdminConsole.Passwords";
    public const string ChecksName = "adminconsole.passwords.checks";

    // Identity's hasher asks for a user and never looks at it.
    private static readonly object Nobody = new();

    /// <summary>
    /// Rounds for a provisional password. Its 57 random bits need no more: all of them at this cost are 2^70 hashes, within the two
    /// weeks that the longest lives. A mail with one has to be written in milliseconds, on the morning on which everybody asks.
    /// </summary>
    private const int ProvisionalRounds = 10_000;

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Checks = Meter.CreateCounter<long>(ChecksName, description: "Typed secrets compared with a stored hash or a dummy");
    private static readonly KeyValuePair<string, object?> OfPassword = new("kind", "password");
    private static readonly KeyValuePair<string, object?> OfProvisional = new("kind", "provisional");
    private readonly PasswordHasher<object> hasher;
    private readonly PasswordHasher<object> provisionalHasher;
    private readonly string dummy;
    private readonly string provisionalDummy;

    /// <summary>Takes its cost from Identity's own options; 100,000 rounds of PBKDF2-SHA512 unless configured.</summary>
    public PasswordHash(IOptions<PasswordHasherOptions>? options = null)
    {
        hasher = new PasswordHasher<object>(options);
        dummy = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        provisionalHasher = new(Options.Create(new PasswordHasherOptions { IterationCount = ProvisionalRounds }));
        provisionalDummy = provisionalHasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    }

    /// <summary>
    /// The hash to store. The text must have passed <see cref="PasswordRules"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The text is longer than a password can be, or no text.</exception>
    public string Hash(string secret) =>
        hasher.HashPassword(Nobody, Hashable(secret) ?? throw new ArgumentException("No password looks like this.", nameof(secret)));

    /// <summary>
    /// Compares in constant time, and costs one slow hash whatever comes: without a stored hash (account unknown, never
    /// activated, another kind of secret) the dummy is checked and the answer is <see cref="HashAnswer.Wrong"/> (rule 10).
    /// </summary>
    public HashAnswer Verify(string? storedHash, string typed)
    {
        Checks.Add(1, OfPassword);
        var secret = Hashable(typed);
        var answer = hasher.VerifyHashedPassword(Nobody, secret is null ? dummy : storedHash ?? dummy, secret ?? "");
        if (storedHash is null || secret is null) return HashAnswer.Wrong;
        return answer switch
        {
            PasswordVerificationResult.Failed => HashAnswer.Wrong,
            PasswordVerificationResult.Success => HashAnswer.Right,
            PasswordVerificationResult.SuccessRehashNeeded => HashAnswer.RightButOutdated,
        };
    }

    /// <summary>The hash to store of a provisional password.</summary>
    public string HashProvisional(string provisional) => provisionalHasher.HashPassword(Nobody, provisional);

    /// <summary>As <see cref="Verify"/>, for what has the format of a provisional password: always at the cost of one of those.</summary>
    public bool VerifyProvisional(string? storedHash, string normalized)
    {
        Checks.Add(1, OfProvisional);
        return provisionalHasher.VerifyHashedPassword(Nobody, storedHash ?? provisionalDummy, normalized) is not PasswordVerificationResult.Failed && storedHash is not null;
    }

    /// <summary>What is too long to be a password is not hashed either: a megabyte would cost more than a wrong password.</summary>
    private static string? Hashable(string typed) => typed.Length > PasswordText.MaxUnits ? null : PasswordText.Canonical(typed);
}
