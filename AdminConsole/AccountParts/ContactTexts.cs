using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>Says to a person why an address or a number is not taken (ContactTexts.resx, ContactTexts.en.resx).</summary>
public sealed class ContactTexts
{
    public static string Why(IStringLocalizer<ContactTexts> texts, AddressFault fault) => fault switch
    {
        AddressFault.Empty => texts["AddressEmpty"],
        AddressFault.TooLong => texts["AddressTooLong"],
        AddressFault.ControlCharacter => texts["UnseenSign"],
        AddressFault.NotOne => texts["AddressNotOne"],
        AddressFault.DisplayName => texts["AddressDisplayName"],
        AddressFault.Malformed => texts["AddressMalformed"],
        AddressFault.LookAlikeDomain => texts["AddressLookAlike"],
    };

    public static string Why(IStringLocalizer<ContactTexts> texts, MobileFault fault) => fault switch
    {
        MobileFault.Empty => texts["MobileEmpty"],
        MobileFault.ControlCharacter => texts["UnseenSign"],
        MobileFault.NotOne => texts["MobileNotOne"],
        MobileFault.Letters => texts["MobileLetters"],
        MobileFault.TooLong or MobileFault.Malformed => texts["MobileMalformed"],
        MobileFault.Landline => texts["MobileLandline"],
        MobileFault.Premium or MobileFault.NotMobile => texts["MobileNone"],
        MobileFault.CountryNotServed => texts["MobileCountry"],
    };
}
