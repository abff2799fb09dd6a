using AdminConsole.Domain.Model.Settings;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Section « Passwords »: how long a password must be. Lengths are in code points (rule 11 of recovery).</summary>
public sealed class PasswordOptions
{
    public const string Section = "Passwords";

    /// <summary>Below this length no list and no delay makes up for what can be tried (NIST SP 800-63B-4, CNIL 2022-100).</summary>
    public const int Floor = 8;

    /// <summary>A longer minimum would leave no password that anybody can type.</summary>
    public const int Ceiling = 64;

    /// <summary>Ordinary accounts.</summary>
    public int MinimumLength { get; set; } = 12;

    /// <summary>Accounts with a function, whatever their profile.</summary>
    public int OperatorMinimumLength { get; set; } = 15;

    /// <summary>Another minimum for some profiles, « Passwords:ByProfile:Student ».</summary>
    public Dictionary<Profile, int> ByProfile { get; set; } = [];

    /// <summary>Fewest code points for this kind of account. A function asks for more, never for less, than the profile.</summary>
    public int MinimumFor(Profile profile, bool isOperator)
    {
        var ordinary = ByProfile.GetValueOrDefault(profile, MinimumLength);
        return isOperator ? Math.Max(ordinary, OperatorMinimumLength) : ordinary;
    }

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems() =>
        ByProfile.Select(pair => (Key: $"{Section}:{nameof(ByProfile)}:{pair.Key}", pair.Value))
            .Prepend((Key: $"{Section}:{nameof(OperatorMinimumLength)}", Value: OperatorMinimumLength))
            .Prepend((Key: $"{Section}:{nameof(MinimumLength)}", Value: MinimumLength))
            .Where(minimum => minimum.Value is < Floor or > Ceiling)
            .Select(minimum => new SettingFault(minimum.Key, $"must be from {Floor} to {Ceiling}"));
}
