namespace AdminConsole.Domain.Model.Settings;

/// <summary>A key of the configuration that is wrong or missing.</summary>
/// <param name="Key">The whole key, as in appsettings.json.</param>
/// <param name="Expected">What it has to be, in a sentence for the person who installs it. Never repeats the value: it may be a secret.</param>
public sealed record SettingFault(string Key, string Expected);
