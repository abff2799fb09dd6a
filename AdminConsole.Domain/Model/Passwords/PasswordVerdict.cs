namespace AdminConsole.Domain.Model.Passwords;

/// <summary>How hard a password is to guess; only told of one that is taken.</summary>
public enum PasswordStrength { Refused, Good, VeryGood }

/// <summary>What the rules say of a typed password: every reason not to take it, or how strong it is.</summary>
public sealed record PasswordVerdict(IReadOnlyList<PasswordRefusal> Refusals, PasswordStrength Strength);
