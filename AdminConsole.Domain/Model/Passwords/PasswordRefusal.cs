namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Why a password is not taken. The words for it are the web project's.</summary>
public enum PasswordFault
{
    /// <summary>Fewer code points than <see cref="PasswordRefusal.Limit"/>.</summary>
    TooShort,

    /// <summary>More code points than <see cref="PasswordRefusal.Limit"/>.</summary>
    TooLong,

    /// <summary>Holds half of a character (a lone surrogate), which no keyboard types and no database stores.</summary>
    NotText,

    /// <summary>Shaped like a provisional password: at sign-in it would be checked against the wrong hash.</summary>
    LooksProvisional,

    /// <summary>On the list of common passwords, or one of them with digits or signs around it.</summary>
    Common,

    /// <summary>Has <see cref="PasswordRefusal.Word"/> of the person's names.</summary>
    OwnName,

    /// <summary>Has <see cref="PasswordRefusal.Word"/> of the person's login or alias.</summary>
    OwnLogin,

    /// <summary>Has <see cref="PasswordRefusal.Word"/> of the name of the person's school.</summary>
    OwnSchool,

    /// <summary>Has the person's birth date.</summary>
    BirthDate,

    /// <summary>None of the above, but guessed in too few tries.</summary>
    Guessable,
}

/// <summary>One reason, with what a text about it needs. The word is the person's own, folded.</summary>
public sealed record PasswordRefusal(PasswordFault Fault, int Limit = 0, string Word = "");
