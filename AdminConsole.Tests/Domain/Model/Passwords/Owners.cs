namespace AdminConsole.Domain.Model.Passwords;

/// <summary>The people whose passwords these tests judge. The rules are loaded once for all of them.</summary>
internal static class Owners
{
    public static readonly PasswordRules Rules = new(new PasswordOptions());

    public static readonly PasswordOwner Pupil = new(
        Profile.Student, IsOperator: false,
        Names: ["N'Guyen-Lefèvre", "Éléonore"],
        Logins: ["eleonore.nguyen2", "lolo-77"],
        Schools: ["Collège Les Tilleuls", "Collège Jean Moulin"],
        BirthDate: new DateOnly(2012, 3, 5));

    public static readonly PasswordOwner Operator = Pupil with { Profile = Profile.Personnel, IsOperator = true };

    public static PasswordFault[] Faults(string password, PasswordOwner? owner = null) =>
        [.. Rules.Check(password, owner ?? Pupil).Select(refusal => refusal.Fault)];
}
