namespace AdminConsole.Features.Assistance;

/// <summary>Names the texts of this folder (AssistanceTexts.resx, AssistanceTexts.en.resx).</summary>
public sealed class AssistanceTexts;
