namespace AdminConsole.Domain.Model.Settings;

/// <summary>Whose password alone is not enough; None stands for nobody's.</summary>
public enum FactorRequiredFor { None, Support, LocalAdmin, CentralAdmin }

/// <summary>Section « SecondFactor »: who proves himself twice when he signs in with a password of this site (rule 19 of recovery).</summary>
public sealed class SecondFactorOptions
{
    public const string Section = "SecondFactor";
    public static readonly IReadOnlyList<FactorRequiredFor> Everybody = [FactorRequiredFor.Support, FactorRequiredFor.LocalAdmin, FactorRequiredFor.CentralAdmin];

    /// <summary>Functions, or None alone. Without a value: all of them, but in Development none. Whoever has a factor is asked for it in any case.</summary>
    public FactorRequiredFor[] RequiredFor { get; set; } = [];

    /// <summary>What a session without a second factor does not carry.</summary>
    public FunctionSet Withheld => RequiredFor.Aggregate(FunctionSet.None, (set, function) => set | function switch
    {
        FactorRequiredFor.None => FunctionSet.None,
        FactorRequiredFor.Support => FunctionSet.Support,
        FactorRequiredFor.LocalAdmin => FunctionSet.LocalAdmin,
        FactorRequiredFor.CentralAdmin => FunctionSet.CentralAdmin,
    });

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems()
    {
        if (RequiredFor.Length > 1 && RequiredFor.Contains(FactorRequiredFor.None)) yield return new($"{Section}:{nameof(RequiredFor)}", "holds functions, or None alone");
    }
}
