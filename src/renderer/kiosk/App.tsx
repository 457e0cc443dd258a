import type { ReactNode } from 'react';
import { KioskContext, useKioskState } from './KioskContext.tsx';
import { Announcer } from './parts/Announcer.tsx';
import { CrashGuard } from './parts/CrashGuard.tsx';
import { StillThere } from './parts/StillThere.tsx';
import type { Screen } from './screens.ts';
import { AmountScreen } from './screens/AmountScreen.tsx';
import { AttractScreen } from './screens/AttractScreen.tsx';
import { CaptureScreen } from './screens/CaptureScreen.tsx';
import { CardScreen, EnrolCardScreen } from './screens/CardScreen.tsx';
import { CheckinScreen } from './screens/CheckinScreen.tsx';
import { ClosedScreen } from './screens/ClosedScreen.tsx';
import { ConfirmScreen } from './screens/ConfirmScreen.tsx';
import { ConsentScreen } from './screens/ConsentScreen.tsx';
import { DeclinedScreen } from './screens/DeclinedScreen.tsx';
import { EnrolledScreen } from './screens/EnrolledScreen.tsx';
import { LookScreen } from './screens/LookScreen.tsx';
import { MeScreen } from './screens/MeScreen.tsx';
import { MeDoorScreen, MeErasedScreen, MeEraseScreen, MeLookScreen } from './screens/MeScreens.tsx';
import { NumberPinScreen, NumberScreen, PinSetScreen, ResetCodeScreen } from './screens/NumberScreens.tsx';
import { PaidScreen } from './screens/PaidScreen.tsx';
import { ChoosePinScreen, PinScreen, RepeatPinScreen, StepUpScreen } from './screens/PinScreens.tsx';
import { RefusedScreen } from './screens/RefusedScreen.tsx';
import { SetupScreen } from './screens/SetupScreen.tsx';
import { StartingScreen } from './screens/StartingScreen.tsx';
import { GuardianScreen, IdentifierScreen, NameScreen, NewIdentifierScreen } from './screens/TextScreens.tsx';
import { UnreachableScreen } from './screens/UnreachableScreen.tsx';
import type { Kiosk } from './store.ts';

export function App({ kiosk }: { kiosk: Kiosk }) {
  return (
    <KioskContext value={kiosk}>
      <CrashGuard>
        <Stage />
        <StillThere />
        <Announcer />
      </CrashGuard>
    </KioskContext>
  );
}

function Stage() {
  const screen = useKioskState((state) => state.screen);
  return draw(screen);
}

/** One file a screen; a new member of the union does not compile until it is drawn. */
function draw(screen: Screen): NonNullable<ReactNode> {
  switch (screen.at) {
    case 'starting': return <StartingScreen />;
    case 'unreachable': return <UnreachableScreen />;
    case 'setup': return <SetupScreen />;
    case 'closed': return <ClosedScreen screen={screen} />;
    case 'attract': return <AttractScreen />;
    case 'amount': return <AmountScreen screen={screen} />;
    case 'look': return <LookScreen screen={screen} />;
    case 'confirm': return <ConfirmScreen screen={screen} />;
    case 'stepUp': return <StepUpScreen screen={screen} />;
    case 'identifier': return <IdentifierScreen screen={screen} />;
    case 'pin': return <PinScreen screen={screen} />;
    case 'paid': return <PaidScreen screen={screen} />;
    case 'refused': return <RefusedScreen screen={screen} />;
    case 'consent': return <ConsentScreen screen={screen} />;
    case 'declined': return <DeclinedScreen screen={screen} />;
    case 'enrolCard': return <EnrolCardScreen screen={screen} />;
    case 'guardian': return <GuardianScreen screen={screen} />;
    case 'name': return <NameScreen screen={screen} />;
    case 'newIdentifier': return <NewIdentifierScreen screen={screen} />;
    case 'capture': return <CaptureScreen screen={screen} />;
    case 'choosePin': return <ChoosePinScreen screen={screen} />;
    case 'repeatPin': return <RepeatPinScreen screen={screen} />;
    case 'enrolled': return <EnrolledScreen screen={screen} />;
    case 'checkin': return <CheckinScreen screen={screen} />;
    case 'card': return <CardScreen screen={screen} />;
    case 'number': return <NumberScreen screen={screen} />;
    case 'numberPin': return <NumberPinScreen screen={screen} />;
    case 'resetCode': return <ResetCodeScreen screen={screen} />;
    case 'pinSet': return <PinSetScreen />;
    case 'meDoor': return <MeDoorScreen />;
    case 'meLook': return <MeLookScreen screen={screen} />;
    case 'me': return <MeScreen screen={screen} />;
    case 'meErase': return <MeEraseScreen screen={screen} />;
    case 'meErased': return <MeErasedScreen />;
  }
}
