using System.Net;
using System.Net.Sockets;

namespace AdminConsole.Domain.Model;

/// <summary>Where requests come from, as limits count it.</summary>
public static class Networks
{
    public const int KeyLength = 50;

    /// <summary>An IPv4 address, or the first 64 bits of an IPv6 one: what one household or one school has. Empty for none.</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
