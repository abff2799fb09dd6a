using AdminConsole.AccountParts;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Assistance;

/// <summary>One fault in words, and the field that it leads to.</summary>
public sealed record FormError(string FieldId, string Text)
{
    /// <summary>Each field has one id on its page, which links of the summary lead to.</summary>
    public static string IdOf(AssistanceField field) => field switch
    {
        AssistanceField.FamilyName => "nom",
        AssistanceField.GivenName => "prenom",
        AssistanceField.Email => "courriel",
        AssistanceField.Mobile => "portable",
        AssistanceField.ChildFamilyName => "nom-enfant",
        AssistanceField.ChildGivenName => "prenom-enfant",
        AssistanceField.ChildClass => "classe",
        AssistanceField.Reason => "motif-1",
        AssistanceField.Message => "message",
    };

    internal static FormError Of(AssistanceFault fault, IStringLocalizer<AssistanceTexts> texts, IStringLocalizer<ContactTexts> contacts) => new(IdOf(fault.Field), fault switch
    {
        { Address: { } address } => ContactTexts.Why(contacts, address),
        { Mobile: { } mobile } => ContactTexts.Why(contacts, mobile),
        { Why: AssistanceRefusal.TooLong, Field: AssistanceField.Message } => texts["MessageTooLong", AssistanceRequest.MessageLength],
        { Why: AssistanceRefusal.TooLong } => texts["TooLong"],
        { Why: AssistanceRefusal.ControlCharacter } => contacts["UnseenSign"],
        _ => texts[$"{fault.Field}{fault.Why}"],
    });
}
