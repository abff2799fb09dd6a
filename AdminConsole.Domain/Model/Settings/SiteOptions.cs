namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Site »: what the installation is called and where it is reached.</summary>
public sealed class SiteOptions
{
    public const string Section = "Site";

    public string Name { get; set; } = "";

    /// <summary>Base of every link in a message; never taken from a request (rule 2 of recovery).</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where a person without a function goes after signing in; null leads to « Mon compte ».</summary>
    public Uri? HomeUrl { get; set; }

    /// <summary>Host names that requests may carry; others get 400 outside Development.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Addresses or CIDR networks of the reverse proxies whose X-Forwarded headers count.</summary>
    public string[] Proxies { get; set; } = [];
}
