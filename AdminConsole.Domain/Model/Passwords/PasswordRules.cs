namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// What a password may be: rule 11 of recovery, from NIST SP 800-63B-4 and CNIL 2022-100. No composition, no rotation.
/// Loads its lists (some 180,000 words) once; one instance a process, safe to share between threads.
/// </summary>
public sealed class PasswordRules
{
    private readonly PasswordOptions options;
    private readonly CommonPasswords common;
    private readonly GuessEstimate estimate;

    /// <exception cref="ArgumentException">A length of the options is out of bounds: nothing may weaken the floor.</exception>
    public PasswordRules(PasswordOptions options)
    {
        this.options = options;
        var problems = string.Join(' ', options.Problems().Select(p => $"{p.Key} {p.Expected}."));
        if (problems.Length > 0) throw new ArgumentException(problems, nameof(options));

        // The strings are shared between the list and the dictionaries.
        var passwords = WordLists.CommonPasswords();
        var words = WordLists.FrenchWords();
        var names = WordLists.FrenchNames();
        var habits = WordLists.FrenchHabits();
        common = new CommonPasswords(passwords, words, names, habits);
        estimate = new GuessEstimate(passwords, words, names, habits);
    }

    /// <summary>Fewest code points that this person's password must have.</summary>
    public int MinimumFor(PasswordOwner owner) => options.MinimumFor(owner.Profile, owner.IsOperator);

    /// <summary>Most code points that a password may have.</summary>
    public static int Maximum => PasswordText.MaxCodePoints;

    /// <summary>
    /// Every reason not to take the password, in the order in which to show them; none when it is good. What makes a
    /// password easy to guess is only looked for when nothing plainer is wrong with it.
    /// </summary>
    public IReadOnlyList<PasswordRefusal> Check(string typed, PasswordOwner owner) => Judge(typed, owner).Refusals;

    /// <summary>As <see cref="Check"/>, and how strong a password is that is taken.</summary>
    public PasswordVerdict Judge(string typed, PasswordOwner owner)
    {
        if (typed.Length > PasswordText.MaxUnits) return Refused(new PasswordRefusal(PasswordFault.TooLong, Maximum));
        if (PasswordText.Canonical(typed) is not { } password) return Refused(new PasswordRefusal(PasswordFault.NotText));
        var length = PasswordText.CodePoints(password);
        if (length > Maximum) return Refused(new PasswordRefusal(PasswordFault.TooLong, Maximum));

        var refusals = new List<PasswordRefusal>();
        var minimum = MinimumFor(owner);
        if (length < minimum) refusals.Add(new(PasswordFault.TooShort, minimum));
        if (ProvisionalPassword.LooksLikeOne(password)) refusals.Add(new(PasswordFault.LooksProvisional));
        var traces = new OwnTraces(owner);
        refusals.AddRange(traces.In(password));
        if (common.Contains(password)) refusals.Add(new(PasswordFault.Common));
        if (refusals.Count > 0) return Refused([.. refusals]);
        return estimate.Score(password, traces.Guesses()) switch
        {
            < GuessEstimate.SafeScore => Refused(new PasswordRefusal(PasswordFault.Guessable)),
            GuessEstimate.SafeScore => new([], PasswordStrength.Good),
            _ => new([], PasswordStrength.VeryGood),
        };
    }

    private static PasswordVerdict Refused(params PasswordRefusal[] refusals) => new(refusals, PasswordStrength.Refused);
}
